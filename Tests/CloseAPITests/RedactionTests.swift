import CloseAPI
import Testing

@Suite struct RedactionTests {
  static let texts: [(String, String)] = [
    ("nothing to hide", "nothing to hide"),
    ("key api_ab12.Cd34 here", "key api_ab12.*** here"),
    ("api_a.b, api_c.d", "api_a.***, api_c.***"),
    ("api_.x api_x. api_x api.x", "api_.x api_x. api_x api.x"),
    ("Authorization: Basic eW91cmFwaWtleTo=", "Authorization: Basic ***"),
    ("authorization: bearer abc.DEF-123_x~y", "authorization: bearer ***"),
    ("\"Bearer 0123456789\"", "\"Bearer ***\""),
    (
      "Basic authentication is used. The bearer is me.",
      "Basic authentication is used. The bearer is me."
    ),
    ("Bearer abcdefghijklmnopqrstuvwxyz", "Bearer ***"),
    ("BASIC QUJDREVGR0hJ and BeArEr a1b2c3d4", "BASIC *** and BeArEr ***"),
    ("\u{c4}pi_\u{e4} b api_ab.cd", "\u{c4}pi_\u{e4} b api_ab.***"),
  ]

  @Test(arguments: texts) func `what looks like a credential is taken out`(
    text: String, redacted: String
  ) {
    #expect(SecretRedactor().redact(text) == redacted)
  }

  @Test func `a registered secret is taken out in all its forms`() {
    let redactor = SecretRedactor()
    redactor.register("hunter2-hunter2", publicForm: "key-1")
    redactor.register("hunter2-hunter2-longer")
    #expect(redactor.redact("<hunter2-hunter2>") == "<key-1>")
    #expect(redactor.redact("hunter2-hunter2-longer") == "***")
    // base64("hunter2-hunter2:")
    #expect(redactor.redact("x aHVudGVyMi1odW50ZXIyOg== y") == "x key-1 y")
    redactor.register("a+b/c=d e")
    #expect(redactor.redact("?token=a%2Bb%2Fc%3Dd%20e&x") == "?token=***&x")
  }

  @Test func `a secret too short to be one does not spoil every text`() {
    let redactor = SecretRedactor()
    redactor.register("key")
    #expect(redactor.redact("the key of the monkey") == "the key of the monkey")
    #expect(redactor.redact("a2V5Og== stays out") == "*** stays out")
  }

  @Test func `a JSON value is redacted inside`() {
    let value: JSONValue = ["api_ab.cd": ["api_ab.cd", 1, nil, ["Bearer 0123456789"]]]
    #expect(
      SecretRedactor().redact(value) == ["api_ab.***": ["api_ab.***", 1, nil, ["Bearer ***"]]])
  }

  @Test func `many secrets are found in one text`() {
    let redactor = SecretRedactor()
    let secrets = (0..<300).map { "secret-number-\($0)-end" }
    for secret in secrets { redactor.register(secret) }
    let text = secrets.joined(separator: " ")
    #expect(redactor.redact(text) == secrets.map { _ in "***" }.joined(separator: " "))
  }
}
