import Foundation
import Lua
import Runs

// Functions that only the preludes can call.
extension ScriptHost {
  var hostFunctions: [(name: String, function: LuaFunction)] {
    [
      ("nearest", nearestName), ("undefined", undefinedGlobal), ("print", printLine),
      ("log", logLine),
      ("check_batch_options", checkBatchOptions), ("items_known", itemsKnown),
      ("wants_room", wantsRoom), ("item_ended", itemEnded), ("item_failed", itemFailed),
      ("phase_begins", phaseBegins),
      ("csv_open", openCSV), ("task_keys", taskKeys), ("task_ended", taskEnded),
      ("arguments", readArguments),
    ]
  }

  private var nearestName: LuaFunction {
    LuaFunction("host.nearest") { call in
      guard let word = call.arguments.first?.text, case .array(let names)? = call.arguments.last
      else { return .values([.nil]) }
      return .values([
        nearest(to: word, in: names.compactMap(\.text)).map(LuaValue.string) ?? .nil
      ])
    }
  }

  /// What is wrong with a global that does not exist, from its name and the names that do.
  private var undefinedGlobal: LuaFunction {
    LuaFunction("host.undefined") { [isSession = context.lines != nil] call in
      let name = call.arguments.first?.lossyText ?? ""
      if let entry = RemovedNames.entries[name] {
        return .values([
          .string(RemovedNames.message(name, entry, in: LibraryCatalog.vocabulary.names))
        ])
      }
      let names = call.arguments.last?.items?.compactMap(\.text) ?? []
      let command = isSession ? ["help": ":help", "exit": ":quit", "quit": ":quit"][name] : nil
      let hint = (command ?? nearest(to: name, in: names)).map { " (did you mean '\($0)'?)" } ?? ""
      return .values([.string("undefined global '\(name)'\(hint)")])
    }
  }

  private var printLine: LuaFunction {
    LuaFunction("print") { [emit = context.emit] call in
      emit(.print(call.arguments.first?.lossyText ?? ""))
      return .values([])
    }
  }

  private var logLine: LuaFunction {
    LuaFunction("log") { [emit = context.emit] call in
      let name = call.arguments.first?.text ?? ""
      let level = RunEvent.Level(rawValue: name == "warn" ? "warning" : name) ?? .info
      emit(.log(level, call.arguments.last?.lossyText ?? ""))
      return .values([])
    }
  }

  /// Answers at once, but counts as waiting: where Lua cannot wait, a batch is refused before it begins.
  private var checkBatchOptions: LuaFunction {
    LuaFunction("batch", suspends: true) { call in
      guard let name = call.arguments.first?.text, case .array(let given)? = call.arguments.last
      else { return .values([]) }
      let known = LibraryCatalog.batchOptions
      for option in given.compactMap(\.text) where !known.contains(option) {
        let hint = nearest(to: option, in: known).map { " (did you mean '\($0)'?)" } ?? ""
        throw LuaError(
          kind: .badArgument,
          message: "\(name) does not know the option '\(option)'\(hint); it knows"
            + " \(known.joined(separator: ", "))")
      }
      return .values([])
    }
  }

  /// Counts as waiting for the same reason.
  private var phaseBegins: LuaFunction {
    LuaFunction("batch.phase", suspends: true) { [emit = context.emit] call in
      emit(.log(.info, "phase: \(call.arguments.first?.lossyText ?? "")"))
      return .values([])
    }
  }

  /// Answers a function that makes the part of a task's key for an item.
  ///
  /// Of a text it is the text, of a table a digest of its content; with `#2`, `#3` where the same comes
  /// again. With an item's number and name, what people call it follows.
  private var taskKeys: LuaFunction {
    LuaFunction("batch") { _ in
      let keys = TaskKeys()
      return .values([
        .function(
          LuaFunction("batch", isPlaced: false) { call in
            let item = call.arguments.first ?? .nil
            guard call.arguments.count > 1, let number = call.arguments[1].integerValue else {
              return .values([.string(try keys.key(for: item))])
            }
            let name = call.arguments.count > 2 ? call.arguments[2].lossyText : nil
            return .values([.string(try keys.key(for: item, number: number, name: name))])
          })
      ])
    }
  }

  private var taskEnded: LuaFunction {
    LuaFunction("batch", isPlaced: false) { [engine = context.engine] call in
      engine.taskEnded(call.taskPath)
      return .values([])
    }
  }

  private var itemsKnown: LuaFunction {
    LuaFunction("batch", isPlaced: false) { [engine = context.engine] call in
      engine.itemsKnown(Int(call.arguments.first?.integerValue ?? 0))
      return .values([])
    }
  }

  /// The batch of the calling task waits and would start more items.
  private var wantsRoom: LuaFunction {
    LuaFunction("batch", isPlaced: false) { [room = context.room] call in
      room.isWanted(by: call.task)
      return .values([])
    }
  }

  /// The item's task has ended, too.
  private var itemEnded: LuaFunction {
    LuaFunction("batch", isPlaced: false) { [engine = context.engine] call in
      engine.taskEnded(call.taskPath)
      engine.itemEnded(nil)
      return .values([])
    }
  }

  /// Arguments: index, name, error kind, message, place.
  ///
  /// The item's task has ended, too.
  private var itemFailed: LuaFunction {
    LuaFunction("batch", isPlaced: false) { [engine = context.engine] call in
      engine.taskEnded(call.taskPath)
      let values = call.arguments
      func text(_ index: Int) -> String? { index < values.count ? values[index].lossyText : nil }
      engine.itemEnded(
        ItemFailure(
          index: Int(values.first?.integerValue ?? 0), name: text(1) ?? "",
          kind: text(2) ?? "script", message: text(3) ?? "", place: text(4)))
      return .values([])
    }
  }

  private var openCSV: LuaFunction {
    LuaFunction("csv.rows", suspends: true) { [context] call in
      guard let path = call.arguments.first?.text else {
        throw LuaError(
          kind: .badArgument,
          message: "csv.rows takes the name of a file as 'path', not"
            + " \((call.arguments.first ?? .nil).typeName)")
      }
      var needed: [String] = []
      if call.arguments.count > 1, !call.arguments[1].isNil {
        guard case .array(let names) = call.arguments[1], names.allSatisfy({ $0.text != nil })
        else {
          throw LuaError(
            kind: .badArgument, message: "csv.rows takes a list of column names as 'columns'")
        }
        needed = names.compactMap(\.text)
      }
      return .later { [needed] in
        // Opening waits, too: for somebody who writes into the pipe.
        let handle = try await FileQueue.run { try context.files.read(path) }
        let file = try await CSVFile.open(handle, path: path, needed: needed) {
          context.engine.hasRead(file: path, digest: $0)
        }
        return [.array(file.columns.map(LuaValue.string)), .function(Self.nextRows(of: file))]
      }
    }
  }

  private static func nextRows(of file: CSVFile) -> LuaFunction {
    LuaFunction("csv.rows", suspends: true) { _ in .later { [try await file.next()] } }
  }
}

extension ScriptContext {
  /// Writes a file, or standard output where the path is `-`.
  ///
  /// In a plan nothing is written, and the plan lists it.
  func write(_ bytes: [UInt8], to path: String, rows: Int) async throws {
    if path != "-", await engine.plans(file: path, rows: rows) { return }
    if path == "-" {
      let text = String(decoding: bytes, as: UTF8.self)
      // A print ends its line itself.
      emit(.print(text.last?.isNewline == true ? String(text.dropLast()) : text))
    } else {
      try await FileQueue.run { [files] in try files.write(bytes, to: path) }
    }
  }
}

extension LuaValue {
  /// A string for people: what is not UTF-8 is replaced.
  var lossyText: String? {
    if case .bytes(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { text }
  }
}
