import TestFixtures

/// A port on which nothing listens.
enum FreePort {
  /// Takes a free port of the loopback interface and lets it go again.
  static func number() throws -> Int {
    let socket = try LoopbackSocket()
    socket.release()
    return socket.port
  }
}
