import Hummingbird
import Logging
import ServiceLifecycle

/// A bare Hummingbird route that answers a constant: the yardstick that an emulator is measured by.
package enum BareRoute {
  /// Serves `text` at `/constant/` on a free loopback port while `body` runs.
  package static func serve<Result: Sendable>(
    _ text: String, _ body: @escaping @Sendable (_ port: Int) async throws -> Result
  ) async throws -> Result {
    let router = Hummingbird.Router()
    router.on("constant", method: .get) { _, _ in text }
    router.on("constant", method: .post) { _, _ in text }
    var logger = Logger(label: "bare route")
    logger.logLevel = .error
    let (ports, sender) = AsyncStream.makeStream(of: Int.self)
    let application = Application(
      router: router,
      configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { sender.yield($0.localAddress?.port ?? 0) }, logger: logger)
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(services: [application], logger: logger))
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      var port = 0
      for await bound in ports {
        port = bound
        break
      }
      let result = try await body(port)
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
      return result
    }
  }
}
