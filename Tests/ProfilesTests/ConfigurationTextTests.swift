import Foundation
import TestFixtures
import Testing

@testable import Profiles

@Suite struct ConfigurationTextTests {
  struct Case: Sendable {
    let edits: [ConfigurationEdit]
    let before: String
    let after: String

    init(_ edits: ConfigurationEdit..., before: String, after: String) {
      (self.edits, self.before, self.after) = (edits, before, after)
    }
  }

  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let bob = ConfigurationEdit.set([("api_key_file", "keys/bob")], profile: "bob")
  private static let id = ConfigurationEdit.set([("user_id", "user_1")], profile: "al")

  static let cases: [Case] = [
    Case(bob, before: "", after: "[profiles.bob]\napi_key_file = \"keys/bob\"\n"),
    // A last line without an end, and a name that cannot stand bare.
    Case(
      .set([("keyring", "a b")], profile: "Zoë \"Z\""), before: "# mine",
      after: "# mine\n\n[profiles.\"Zoë \\\"Z\\\"\"]\nkeyring = \"a b\"\n"),
    Case(
      bob, before: "# top\n[profiles.al]  # Al\nkeyring = \"al\"  # soon a file\n\n# the end\n",
      after: "# top\n[profiles.al]  # Al\nkeyring = \"al\"  # soon a file\n\n# the end\n\n"
        + "[profiles.bob]\napi_key_file = \"keys/bob\"\n"),
    // Behind the last key of the table, and not behind the comment of the next.
    Case(
      id,
      before: "[profiles.al]\nkeyring = \"al\"\n\n# Zoe\n[profiles.zoe]\nkeyring = \"z\"\n",
      after: "[profiles.al]\nkeyring = \"al\"\nuser_id = \"user_1\"\n\n# Zoe\n[profiles.zoe]\n"
        + "keyring = \"z\"\n"),
    Case(
      id, before: "[profiles.al]\r\nkeyring = \"al\"\r\n",
      after: "[profiles.al]\r\nkeyring = \"al\"\r\nuser_id = \"user_1\"\r\n"),
    // What is replaced keeps its indent and its comment.
    Case(
      id, before: "[profiles.al]\n  user_id = \"old\"   # Al's\n  keyring = \"al\"\n",
      after: "[profiles.al]\n  user_id = \"user_1\"  # Al's\n  keyring = \"al\"\n"),
    // Values over several lines that look like something else.
    Case(
      id,
      before:
        "[profiles.al]\napi_key_command = [\n  \"x\", # ]\n  \"\"\"\n[profiles.al]\n\"\"\",\n]\n"
        + "[profiles.b]\nkeyring = '''\n[profiles.al]''''\n",
      after:
        "[profiles.al]\napi_key_command = [\n  \"x\", # ]\n  \"\"\"\n[profiles.al]\n\"\"\",\n]\n"
        + "user_id = \"user_1\"\n[profiles.b]\nkeyring = '''\n[profiles.al]''''\n"),
    Case(
      .remove(profile: "al"),
      before: "# top\n\n[profiles.al]\nkeyring = \"al\"\n# of al\nemail = \"a@b\"\n\n# Zoe\n"
        + "[profiles.zoe]\nkeyring = \"z\"\n",
      after: "# top\n\n# Zoe\n[profiles.zoe]\nkeyring = \"z\"\n"),
    Case(
      .remove(profile: "al"), .setDefault(nil),
      before:
        "default = \"al\"  # me\nprotected = [\"x\"]\n\n\n[profiles.\"al\"]\nkeyring = \"al\"\n",
      after: "protected = [\"x\"]\n\n"),
    Case(
      .remove(profile: "al"),
      before: "[profiles]\nal.keyring = \"al\"\nal.email = \"a@b\"\nbo = { keyring = \"b\" }\n",
      after: "[profiles]\nbo = { keyring = \"b\" }\n"),
    Case(
      .remove(profile: "bo"),
      before: "[profiles]\nal.keyring = \"al\"\nbo = { keyring = \"b\", email = \"b@b\" }\n",
      after: "[profiles]\nal.keyring = \"al\"\n"),
    Case(
      .setDefault("al"), before: "# all of us\n\n# Al\n[profiles.al]\nkeyring = \"al\"\n",
      after: "# all of us\n\ndefault = \"al\"\n\n# Al\n[profiles.al]\nkeyring = \"al\"\n"),
    Case(
      .setDefault("al"),
      before:
        "default = \"b\" # for now\n[profiles.al]\nkeyring = \"a\"\n[profiles.b]\nkeyring = \"b\"\n",
      after:
        "default = \"al\"  # for now\n[profiles.al]\nkeyring = \"a\"\n[profiles.b]\nkeyring = \"b\"\n"
    ),
  ]

  @Test(arguments: cases) func `what is not meant by a change stays as it was`(_ example: Case)
    throws
  {
    let store = try folder.store(configuration: example.before)

    #expect(try store.text(after: example.edits) == example.after)
  }

  @Test(arguments: [
    (
      "profiles = { al = { keyring = \"a\" }, bo = { keyring = \"b\" } }\n",
      ConfigurationEdit.remove(profile: "al"), "take [profiles.al] out"
    ),
    (
      "profiles = { al = { keyring = \"a\" } }\n", bob,
      "in [profiles.bob] write api_key_file = \"keys/bob\""
    ),
    ("[profiles]\nal.keyring = \"a\"\n", id, "in [profiles.al] write user_id = \"user_1\""),
  ])
  func `what cannot be changed is left alone, and it is said what to write by hand`(
    before: String, edit: ConfigurationEdit, words: String
  ) throws {
    let store = try folder.store(configuration: before)

    let error = #expect(throws: ProfileError.self) { try store.text(after: [edit]) }

    #expect(error?.kind == .configuration)
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    #expect(try folder.text(of: "config.toml") == before)
  }

  @Test func `a change that would break another is refused`() throws {
    let store = try folder.store(
      configuration: "default = \"al\"\n[profiles.al]\nkeyring = \"a\"\n")

    #expect(throws: ProfileError.self) { try store.text(after: [.remove(profile: "al")]) }
  }
}
