import Runs

/// Looks at a run's counts now and then, and lets the reporter show them.
struct ProgressTicker {
  private let task: Task<Void, Never>

  init(_ engine: RunEngine, _ reporter: any Reporter) {
    task = Task {
      let started = ContinuousClock.now
      while !Task.isCancelled {
        try? await Task.sleep(for: reporter.progressInterval)
        guard !Task.isCancelled else { return }
        reporter.progress(await engine.progress(), after: ContinuousClock.now - started)
      }
    }
  }

  func stop() async {
    task.cancel()
    await task.value
  }
}
