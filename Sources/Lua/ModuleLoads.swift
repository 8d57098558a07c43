/// Who is loading which module, and who waits for it.
struct ModuleLoads {
  /// What a task that requires a module is to do.
  enum Answer: Equatable {
    /// It loads the module.
    case load
    /// It waits: another task is loading it.
    case wait
    /// It cannot have it: the modules, each requiring the next, end where they began.
    case cycle([String])
  }

  private struct Load {
    let task: Int
    var waiting: [Int] = []
  }

  private var loads: [String: Load] = [:]
  /// The modules that each task is loading, outermost first.
  private var stacks: [Int: [String]] = [:]
  private var waits: [Int: String] = [:]

  /// A task requires a module that is not loaded.
  mutating func require(_ name: String, by task: Int) -> Answer {
    guard loads[name] != nil else {
      loads[name] = Load(task: task)
      stacks[task, default: []].append(name)
      return .load
    }
    if let cycle = cycle(from: name, by: task) { return .cycle(cycle) }
    loads[name]?.waiting.append(task)
    waits[task] = name
    return .wait
  }

  /// A module is loaded, or has failed to load.
  ///
  /// - Returns: The tasks that waited for it.
  mutating func finish(_ name: String) -> [Int] {
    guard let load = loads.removeValue(forKey: name) else { return [] }
    stacks[load.task]?.removeAll { $0 == name }
    if stacks[load.task]?.isEmpty == true { stacks[load.task] = nil }
    for task in load.waiting { waits[task] = nil }
    return load.waiting
  }

  /// A task no longer waits.
  mutating func stopWaiting(_ task: Int) {
    guard let name = waits.removeValue(forKey: task) else { return }
    loads[name]?.waiting.removeAll { $0 == task }
  }

  /// A task has ended, perhaps in the middle of loading.
  ///
  /// - Returns: The tasks that waited for what it was loading.
  mutating func abandon(_ task: Int) -> [Int] {
    stopWaiting(task)
    return (stacks[task] ?? []).flatMap { finish($0) }
  }

  /// The way from the module back to a task that would wait for it, if there is one.
  private func cycle(from name: String, by task: Int) -> [String]? {
    var chain: [String] = [], wanted = name
    while let owner = loads[wanted]?.task {
      let stack = stacks[owner] ?? []
      chain += stack[(stack.firstIndex(of: wanted) ?? 0)...]
      if owner == task { return chain + [name] }
      guard let next = waits[owner] else { return nil }
      wanted = next
    }
    return nil
  }
}
