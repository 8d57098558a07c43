import HTTPTypes
import Hummingbird
import NIOCore

/// Translates between Hummingbird's requests and the emulator's.
struct LoopbackResponder: HTTPResponder {
  /// The largest body that is read, in bytes.
  ///
  /// Close does not publish its own; a bulk edit of ten thousand
  /// people takes half of it.
  static let maximumBody = 1 << 20

  private static let methodOverride = HTTPField.Name("X-HTTP-Method-Override")

  let answer: @Sendable (WireRequest) -> WireResponse

  func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
    let headers = request.headers
    let isChunked = headers[.transferEncoding] != nil
    var body: [UInt8] = []
    let length = headers[.contentLength].flatMap { Int($0) } ?? 0
    if isChunked || length > 0 {
      guard length <= Self.maximumBody else { return Self.tooLarge }
      do {
        let buffer = try await request.body.collect(upTo: Self.maximumBody)
        body = Array(buffer.readableBytesView)
      } catch is NIOTooManyBytesError {
        return Self.tooLarge
      }
    }
    let response = translate(
      answer(
        WireRequest(
          method: request.method.rawValue, target: request.head.path ?? "/",
          host: request.head.authority, authorization: headers[.authorization],
          contentType: headers[.contentType],
          methodOverride: Self.methodOverride.flatMap { headers[$0] }, isChunked: isChunked,
          body: body)))
    // A body after HEAD would be read as the beginning of the next answer.
    return request.method == .head ? response.createHeadResponse() : response
  }

  private func translate(_ response: WireResponse) -> Response {
    var headers = HTTPFields()
    for header in response.headers {
      if let name = HTTPField.Name(header.name) { headers[name] = header.value }
    }
    return Response(
      status: HTTPResponse.Status(code: response.status), headers: headers,
      body: response.body.isEmpty
        ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: response.body)))
  }

  private static var tooLarge: Response {
    let text = #"{"error":"The data value transmitted exceeds the capacity limit."}"#
    return Response(
      status: .contentTooLarge, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}
