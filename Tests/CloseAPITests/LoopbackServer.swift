import Foundation
import Glibc
import Synchronization
import TestFixtures

/// One request as it arrived.
struct ReceivedRequest: Equatable, Sendable {
  var line: String
  var headers: [String: String]
  var body: String
}

/// A server on a free loopback port that answers from a script and remembers what it was asked.
final class LoopbackServer: Sendable {
  enum Reply: Sendable {
    /// These bytes, and the connection stays open.
    case answer(String)
    /// These bytes, and the connection is closed.
    case lastAnswer(String)
    /// The connection is reset.
    case reset
    /// Nothing ever comes; the connection stays open.
    case silence

    static func json(_ status: Int, _ body: String, headers: String = "") -> Reply {
      .text(status, body, type: "application/json", headers: headers)
    }

    static func text(_ status: Int, _ body: String, type: String, headers: String = "") -> Reply {
      .answer(
        "HTTP/1.1 \(status) Said\r\nContent-Type: \(type)\r\n\(headers)"
          + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }
  }

  private struct State {
    var script: [Reply]
    var received: [ReceivedRequest] = []
    var connections = 0
  }

  let baseURL: String
  private let socket: LoopbackSocket
  private let isListening: Bool
  private let greetsAtOnce: Bool
  private let state: Mutex<State>
  /// One element for each request, when it has arrived.
  let arrivals: AsyncStream<Void>
  private let arrival: AsyncStream<Void>.Continuation

  /// Takes a free port; one that does not listen refuses connections, and nobody else gets it.
  ///
  /// One that greets at once gives its first answer to whatever comes, as servers do to what they do
  /// not understand, and closes the connection.
  init(_ script: [Reply], isListening: Bool = true, greetsAtOnce: Bool = false) throws {
    self.greetsAtOnce = greetsAtOnce
    state = Mutex(State(script: script))
    (arrivals, arrival) = AsyncStream.makeStream()
    self.isListening = isListening
    socket = try LoopbackSocket()
    baseURL = "http://127.0.0.1:\(socket.port)/api/v1"
    if isListening { try socket.listen { self.serve($0) } }
  }

  /// What has been asked so far, in order.
  var received: [ReceivedRequest] { state.withLock(\.received) }

  /// How many connections were made to it.
  var connections: Int { state.withLock(\.connections) }

  /// Gives up the port.
  func stop() { if isListening { socket.stop() } else { socket.release() } }

  private func serve(_ connection: Int32) {
    let greeting = state.withLock { state in
      state.connections += 1
      return greetsAtOnce ? state.script.first : nil
    }
    if case .answer(let text) = greeting {
      _ = Self.readBytes(1, connection)
      Self.write(text, to: connection)
      // Ended for writing first: what is still unread would make the system reset the connection.
      shutdown(connection, Int32(SHUT_WR))
      while Self.readBytes(1, connection) != nil {}
      close(connection)
      return
    }
    while let request = Self.readRequest(connection) {
      let reply = state.withLock { state in
        state.received.append(request)
        return state.script.isEmpty ? .reset : state.script.removeFirst()
      }
      arrival.yield()
      switch reply {
      case .answer(let text): Self.write(text, to: connection)
      case .lastAnswer(let text):
        Self.write(text, to: connection)
        close(connection)
        return
      case .silence: continue
      case .reset:
        // Lingering for no time makes the system send RST instead of an orderly end.
        var atOnce = linger(l_onoff: 1, l_linger: 0)
        let size = socklen_t(MemoryLayout<linger>.size)
        setsockopt(connection, SOL_SOCKET, SO_LINGER, &atOnce, size)
        close(connection)
        return
      }
    }
    close(connection)
  }

  private static func readRequest(_ connection: Int32) -> ReceivedRequest? {
    var text = ""
    while !text.hasSuffix("\r\n\r\n") {
      guard let byte = readBytes(1, connection) else { return nil }
      text += byte
    }
    let lines = text.components(separatedBy: "\r\n").filter { !$0.isEmpty }
    let pairs = lines.dropFirst().map { line in
      let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
      return (parts[0].lowercased(), parts[1].trimmingCharacters(in: .whitespaces))
    }
    let headers = Dictionary(pairs, uniquingKeysWith: { "\($0), \($1)" })
    let length = Int(headers["content-length"] ?? "0") ?? 0
    let body = length > 0 ? readBytes(length, connection) ?? "" : ""
    return ReceivedRequest(line: lines[0], headers: headers, body: body)
  }

  private static func readBytes(_ count: Int, _ connection: Int32) -> String? {
    var bytes = [UInt8](repeating: 0, count: count)
    let size = recv(connection, &bytes, count, Int32(MSG_WAITALL))
    return size == count ? String(decoding: bytes, as: UTF8.self) : nil
  }

  private static func write(_ text: String, to connection: Int32) {
    let bytes = Array(text.utf8)
    _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }
}
