import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// Serves an emulator's answers on a loopback port with Hummingbird.
actor LoopbackServer {
  private enum State {
    case stopped
    case starting
    case running(ServiceGroup, Task<Void, Never>)
  }

  private var state = State.stopped

  /// Starts to listen and returns the port once it does.
  func start(
    port: Int, responder: LoopbackResponder
  ) async throws(EmulatorError) -> Int {
    guard case .stopped = state else {
      throw EmulatorError(.cannotListen, "the emulator already runs; stop it first")
    }
    guard (0...65_535).contains(port) else {
      throw EmulatorError(.cannotListen, "\(port) is no port; use 0 to 65535, 0 for a free one")
    }
    state = .starting
    let (events, sender) = AsyncStream.makeStream(of: Result<Int, any Error>.self)
    var logger = Logger(label: "emulator")
    logger.logLevel = .error
    let application = Application(
      responder: responder,
      server: .http1(
        configuration: .init(
          additionalChannelHandlers: [
            ContinueHandler(maximumBody: LoopbackResponder.maximumBody)
          ])),
      configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
      onServerRunning: { sender.yield(.success($0.localAddress?.port ?? port)) },
      logger: logger)
    var configuration = ServiceGroupConfiguration(services: [application], logger: logger)
    configuration.maximumGracefulShutdownDuration = .seconds(2)
    let group = ServiceGroup(configuration: configuration)
    let task = Task {
      do {
        try await group.run()
      } catch {
        sender.yield(.failure(error))
      }
      sender.finish()
    }
    for await event in events {
      switch event {
      case .success(let bound):
        state = .running(group, task)
        return bound
      case .failure(let error):
        state = .stopped
        throw Self.explain(error, port: port)
      }
    }
    state = .stopped
    throw EmulatorError(.cannotListen, "the server ended before it listened; start it again")
  }

  /// Ends the server and returns when its connections are closed.
  func stop() async {
    guard case .running(let group, let task) = state else { return }
    state = .stopped
    await group.triggerGracefulShutdown()
    await task.value
  }

  private static func explain(_ error: any Error, port: Int) -> EmulatorError {
    if let error = error as? IOError, error.errnoCode == EADDRINUSE {
      return EmulatorError(
        .portInUse,
        "port \(port) of 127.0.0.1 is in use; stop the program that listens there, choose "
          + "another port, or use 0 for a free one",
        cause: error)
    }
    return EmulatorError(
      .cannotListen,
      "cannot listen on port \(port) of 127.0.0.1 (\(error)); choose another port, or 0 for a free one",
      cause: error)
  }
}
