/// `/oauth2/authorize/`: the page on which a person allows an app to act for them.
///
/// Nobody logs in at an emulator: the page asks who one is. A test sends the form itself, with
/// `user` (an email) and `decision` (`allow` or `deny`) beside the parameters of the query.
enum OAuthPage {
  static func answer(
    _ asked: Query, decision: String?, at time: Duration,
    on guarded: inout CloseEmulator.Guarded, noting record: inout RequestRecord
  ) -> WireResponse {
    let settings = guarded.state.surroundings.oauth
    // Until the app and its address are known to be right, nobody is sent anywhere.
    guard let app = settings.apps.first(where: { $0.clientID == asked["client_id"] }) else {
      return refusal("There is no app with this client_id.", &record)
    }
    guard let address = address(asked["redirect_uri"], of: app) else {
      return refusal("The redirect_uri is missing, or is none of this app's.", &record)
    }
    func back(_ name: String, _ value: String) -> WireResponse {
      let state = asked["state"].map { "&state=\(encoded($0))" } ?? ""
      let place = address + (address.contains("?") ? "&" : "?") + "\(name)=\(value)" + state
      return WireResponse(
        status: 302, headers: [.init(name: "Location", value: place)], body: [])
    }
    func refused(_ code: String, _ record: inout RequestRecord) -> WireResponse {
      record.reason = code
      return back("error", code)
    }
    guard asked["response_type"] == "code" else {
      return refused("unsupported_response_type", &record)
    }
    guard asked["code_challenge"] == nil || asked["code_challenge_method"] == "S256" else {
      return refused("invalid_request", &record)
    }
    switch decision {
    case nil: return form(asked, app, guarded)
    case "allow":
      guard let index = guarded.state.roster.person(withEmail: asked["user"] ?? ""),
        !guarded.state.roster[index].isInactive
      else { return refusal("Nobody with this email is in the organization.", &record) }
      let person = guarded.state.roster[index]
      record.person = person.email
      let grant = OAuthBook.Grant(
        client: app.clientID, userID: person.id,
        scope: asked["scope"] ?? "all.full_access offline_access")
      let code = guarded.oauth.issueCode(
        grant, redirectURI: asked["redirect_uri"], challenge: asked["code_challenge"],
        end: time + .seconds(settings.codeLifetime))
      return back("code", code)
    default: return refused("access_denied", &record)
    }
  }

  private static func refusal(_ text: String, _ record: inout RequestRecord) -> WireResponse {
    record.reason = text
    return page(400, "<p>\(text)</p>")
  }

  /// Where the person is sent back to: an address of the app's, or with none registered any over
  /// https or on this machine.
  private static func address(_ asked: String?, of app: OAuthSettings.App) -> String? {
    guard let asked else { return app.redirectURIs.count == 1 ? app.redirectURIs[0] : nil }
    guard asked.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
    if !app.redirectURIs.isEmpty { return app.redirectURIs.contains(asked) ? asked : nil }
    let own = ["https://", "http://127.0.0.1:", "http://localhost:", "http://[::1]:"]
    return own.contains { asked.hasPrefix($0) } ? asked : nil
  }

  private static func form(
    _ asked: Query, _ app: OAuthSettings.App, _ guarded: CloseEmulator.Guarded
  ) -> WireResponse {
    let kept = [
      "client_id", "redirect_uri", "response_type", "state", "scope", "code_challenge",
      "code_challenge_method",
    ].compactMap { name in
      asked[name].map { #"<input type="hidden" name="\#(name)" value="\#(escaped($0))">"# }
    }
    let people = guarded.state.roster.active.map { index in
      "<option>\(escaped(guarded.state.roster[index].email))</option>"
    }
    return page(
      200,
      """
      <form method="post"><p>\(escaped(app.name)) wants to act for you in \
      \(escaped(guarded.state.organization.name)).</p>\(kept.joined())
      <p><label>You are <select name="user">\(people.joined())</select></label></p>
      <button name="decision" value="allow">Allow</button>
      <button name="decision" value="deny">Deny</button></form>
      """)
  }

  private static func page(_ status: Int, _ content: String) -> WireResponse {
    let text = "<!doctype html><title>Emulator</title>\(content)\n"
    return WireResponse(
      status: status, headers: [.init(name: "Content-Type", value: "text/html; charset=utf-8")],
      body: Array(text.utf8))
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing("\"", with: "&quot;")
  }

  /// Percent-encoded but for what RFC 3986 leaves alone.
  private static func encoded(_ text: String) -> String {
    let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
    return text.utf8.map { byte in
      guard !plain.contains(byte) else { return String(UnicodeScalar(byte)) }
      let digits = String(byte, radix: 16, uppercase: true)
      return "%" + (digits.count < 2 ? "0" : "") + digits
    }.joined()
  }
}
