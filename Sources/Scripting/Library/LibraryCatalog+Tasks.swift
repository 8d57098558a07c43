import Lua
import Runs

extension LibraryCatalog {
  /// Strands of a script; `task.spawn` is written in Lua, in `TaskPrelude.swift`.
  static let tasks: [LibraryFunction] = [spawn, sleep]

  /// The longest sleep, in seconds: a year, because nobody means more.
  private static let longestSleep = 31_536_000.0

  private static let spawn = LibraryFunction(
    name: "task.spawn",
    summary: "Starts a function as a task of its own and goes on at once.",
    parameters: [
      .required("fn", .function, "what the task does; the task that starts it waits for its end"),
      .optional("…", .any, "what fn is called with"),
    ], style: .variadic,
    returns:
      "the task, whose name tostring gives; an error in fn also ends the task that started it",
    returnTypes: "sendas.Task", errors: [], suspends: false,
    example: #"""
      for _, email in ipairs{ "grace@acme.test", "heidi@acme.test" } do
        task.spawn(function() print(users.find(email).first_name) end)
      end
      """#,
    body: .lua)

  private static let sleep = LibraryFunction(
    name: "task.sleep",
    summary: "Waits; other tasks go on.",
    parameters: [.required("seconds", .number, "how long, from 0; fractions count")],
    style: .positional, returns: "nothing", returnTypes: "", errors: ["cancelled"], suspends: true,
    example: #"""
      task.spawn(function()
        task.sleep(0.1)
        print("second")
      end)
      print("first")
      """#,
    body: .swift { call in
      let seconds = call.arguments["seconds"]?.numberValue ?? 0
      guard seconds >= 0, seconds <= longestSleep else {
        throw LuaError(
          kind: .badArgument,
          message: "task.sleep takes a number from 0 to \(Int(longestSleep)) as 'seconds'")
      }
      // What sleeps asks for nothing, so it may not keep a batch from others that do.
      if seconds > 0 { call.context.room.give() }
      return Sleep.answer(after: .seconds(seconds), in: call.context)
    })
}
