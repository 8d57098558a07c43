import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOPosix
import NIOSSL
import Synchronization

/// A server that speaks https on a free port of this machine and answers everything with one JSON.
final class SecureServer: Sendable {
  private let channel: any Channel
  private let log = ServerLog()

  var baseURL: String { "https://127.0.0.1:\(port)/api/v1" }
  var port: Int { channel.localAddress?.port ?? 0 }
  /// How many connections were made to it.
  var connections: Int { log.connections }
  /// In which version of HTTP each request came.
  var versions: [HTTPVersion] { log.versions }

  /// Calls `body` with a server that offers these protocols (`h2`, `http/1.1`) in its handshake.
  static func use(
    _ certificate: TestCertificate, offering protocols: [String] = [], answer: String = "{}",
    _ body: (SecureServer) async throws -> Void
  ) async throws {
    let server = try await SecureServer(certificate, protocols, answer)
    do {
      try await body(server)
    } catch {
      try? await server.channel.close()
      throw error
    }
    try? await server.channel.close()
  }

  private init(
    _ certificate: TestCertificate, _ protocols: [String], _ answer: String
  ) async throws {
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: try NIOSSLCertificate.fromPEMFile(certificate.certificateFile)
        .map { .certificate($0) },
      privateKey: .privateKey(try NIOSSLPrivateKey(file: certificate.keyFile, format: .pem)))
    configuration.applicationProtocols = protocols
    let context = try NIOSSLContext(configuration: configuration)
    channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { [log] channel in
        log.connected()
        return channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
        }.flatMap {
          channel.configureCommonHTTPServerPipeline { channel in
            channel.eventLoop.makeCompletedFuture {
              try channel.pipeline.syncOperations.addHandler(Answering(answer, log))
            }
          }
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
  }
}

/// What a server has seen, from any thread.
private final class ServerLog: Sendable {
  private let entries = Mutex<(connections: Int, versions: [HTTPVersion])>((0, []))

  var connections: Int { entries.withLock { $0.connections } }
  var versions: [HTTPVersion] { entries.withLock { $0.versions } }
  func connected() { entries.withLock { $0.connections += 1 } }
  func asked(in version: HTTPVersion) { entries.withLock { $0.versions.append(version) } }
}

/// Answers each request of one connection, or of one stream.
private final class Answering: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let answer: String
  private let log: ServerLog

  init(_ answer: String, _ log: ServerLog) { (self.answer, self.log) = (answer, log) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): log.asked(in: head.version)
    case .body: break
    case .end:
      var head = HTTPResponseHead(version: .http1_1, status: .ok)
      head.headers.add(name: "Content-Type", value: "application/json")
      head.headers.add(name: "Content-Length", value: "\(answer.utf8.count)")
      context.write(wrapOutboundOut(.head(head)), promise: nil)
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: answer)))), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
  }
}
