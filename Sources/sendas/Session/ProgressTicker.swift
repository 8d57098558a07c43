import Runs

/// Looks at a run's counts now and then, and lets the reporter show them.
struct ProgressTicker {
  private let task: Task<Void, Never>
  private let last: @Sendable () async -> Void

  init(_ engine: RunEngine, _ reporter: any Reporter) {
    let started = ContinuousClock.now
    last = {
      let progress = await engine.progress()
      guard reporter.wantsLastProgress, progress.tally.endedItems > 0 else { return }
      reporter.progress(progress, after: ContinuousClock.now - started)
    }
    task = Task {
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
    // Also of a run that was over before the first look.
    await last()
  }
}
