import Profiles
import Testing

@Suite struct ProfileProofTests {
  @Test(
    arguments: [
      (nil, nil), ("Ann@acme.test", nil), (nil, "user_1"), ("ann@ACME.test", "user_1"),
    ] as [(String?, String?)])
  func `the person that the configuration means is accepted`(email: String?, userID: String?) {
    let profile = Profile(
      name: "ann", source: .apiKeyFile("/k"), email: email, userID: userID)

    #expect(throws: Never.self) {
      try profile.confirm(userID: "user_1", email: "ann@acme.test")
    }
  }

  @Test(
    arguments: [
      ("ann@acme.test", nil, "ann@acme.test"), (nil, "user_1", "user_1"),
      ("bob@acme.test", "user_1", "bob@acme.test, user_1"),
    ] as [(String?, String?, String)])
  func `somebody else's key is refused with both names`(
    email: String?, userID: String?, expected: String
  ) {
    let profile = Profile(
      name: "ann", source: .apiKeyCommand(["pass", "show", "secret/path"]), email: email,
      userID: userID)

    let error = #expect(throws: ProfileError.self) {
      try profile.confirm(userID: "user_2", email: "bob@acme.test")
    }

    #expect(error?.kind == .noCredential)
    #expect(
      error?.message == "Profile 'ann' is configured for \(expected), but its key belongs to "
        + "bob@acme.test (user_2). Put the right key there (command pass), or correct the profile.")
  }
}
