import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Translates between Hummingbird's requests and the emulator's.
struct LoopbackResponder: HTTPResponder {
  /// A request's surroundings, with the connection that a fault may reset.
  struct Context: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
      coreContext = CoreRequestContextStorage(source: source)
      channel = source.channel
    }
  }

  /// The largest body that is read, in bytes.
  ///
  /// Close does not publish its own; a bulk edit of ten thousand
  /// people takes half of it.
  static let maximumBody = 1 << 20

  private static let methodOverride = HTTPField.Name("X-HTTP-Method-Override")

  let pause: @Sendable (Duration) async throws -> Void
  let answer: @Sendable (WireRequest) -> WireResponse

  func respond(to request: Request, context: Context) async throws -> Response {
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
    let response = answer(
      WireRequest(
        method: request.method.rawValue, target: request.head.path ?? "/",
        host: request.head.authority, authorization: headers[.authorization],
        contentType: headers[.contentType],
        methodOverride: Self.methodOverride.flatMap { headers[$0] }, isChunked: isChunked,
        body: body))
    if response.delay > .zero { try await pause(response.delay) }
    if response.delivery == .reset { throw await reset(context.channel) }
    let translated = translate(response, context.channel)
    // A body after HEAD would be read as the beginning of the next answer.
    return request.method == .head ? translated.createHeadResponse() : translated
  }

  private func translate(_ response: WireResponse, _ channel: any Channel) -> Response {
    var headers = HTTPFields()
    for header in response.headers {
      if let name = HTTPField.Name(header.name) { headers[name] = header.value }
    }
    return Response(
      status: HTTPResponse.Status(code: response.status), headers: headers,
      body: body(response, channel))
  }

  private func body(_ response: WireResponse, _ channel: any Channel) -> ResponseBody {
    let bytes = response.body
    guard !bytes.isEmpty else { return ResponseBody() }
    switch response.delivery {
    case .whole, .reset: return ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
    case .half:
      return ResponseBody(contentLength: bytes.count) { writer in
        try await writer.write(ByteBuffer(bytes: bytes[..<(bytes.count / 2)]))
        try await channel.close()
        throw ConnectionEnded()
      }
    case .drip(let interval):
      return ResponseBody(contentLength: bytes.count) { writer in
        for byte in bytes {
          try await pause(interval)
          try await writer.write(ByteBuffer(bytes: [byte]))
        }
        try await writer.finish(nil)
      }
    }
  }

  /// Why an answer was not finished: it was meant to be.
  private struct ConnectionEnded: Error {}

  /// Ends the connection so that the client's system reports a reset and not an end.
  private func reset(_ channel: any Channel) async -> any Error {
    // With no time to linger, closing discards what is queued and sends RST.
    if let socket = channel as? any SocketOptionProvider {
      try? await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
    }
    try? await channel.close()
    return ConnectionEnded()
  }

  /// What is said of a body beyond the limit; the rest of it is read past and not kept.
  private static var tooLarge: Response {
    let text = #"{"error":"The data value transmitted exceeds the capacity limit."}"#
    return Response(
      status: .contentTooLarge, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}
