import Foundation
import Lua
import Runs

extension LibraryCatalog {
  /// Files as they are.
  static let files: [LibraryFunction] = [read, write]

  private static let read = LibraryFunction(
    name: "fs.read",
    summary: "Reads a whole file, up to 64 MiB.",
    parameters: [.required("path", .path, "the file; - is standard input")],
    style: .positional, returns: "its text, whatever bytes it has",
    returnTypes: "string", errors: ["bad_input", "refused"], suspends: true,
    example: #"""
      fs.write("notes.txt", "24 people")
      print(fs.read("notes.txt"))
      """#,
    body: .swift { call in
      let path = call.text("path") ?? ""
      return call.later {
        let bytes = try await call.context.files.contents(of: path)
        call.engine.hasRead(file: path, digest: ContentDigest.text(of: Data(bytes)))
        return [String(validating: bytes, as: UTF8.self).map(LuaValue.string) ?? .bytes(bytes)]
      }
    })

  private static let write = LibraryFunction(
    name: "fs.write",
    summary: "Writes a whole file, all of it or nothing.",
    parameters: [
      .required("path", .path, "the file; - is standard output"),
      .required("text", .text, "the text to write"),
    ], style: .positional, returns: "the number of bytes",
    returnTypes: "integer", errors: ["bad_input", "refused"], suspends: true,
    example: #"fs.write("notes.txt", "24 people\n")"#,
    body: .swift { call in
      let path = call.text("path") ?? ""
      let bytes: [UInt8] =
        switch call.arguments["text"] {
        case .bytes(let bytes)?: bytes
        case let text: Array((text?.text ?? "").utf8)
        }
      return call.later {
        let lines = bytes.split(separator: UInt8(ascii: "\n")).count
        try await call.context.write(bytes, to: path, rows: lines)
        return [.integer(Int64(bytes.count))]
      }
    })
}
