import CLuaShims

extension LuaProbe {
  /// The Lua library that this process has loaded.
  package struct Library: Sendable, Equatable {
    /// What it calls itself, as `Lua 5.4.4`.
    package let release: String
    /// The file that it was loaded from; nil where it is a part of the program.
    package let path: String?

    /// The one that is loaded now.
    package static var loaded: Library {
      var path = [CChar](repeating: 0, count: 4096)
      // "$LuaVersion: Lua 5.4.4  Copyright (C) 1994-2022 Lua.org, PUC-Rio $$LuaAuthors: …"
      let words = String(cString: clua_library(&path, path.count))
        .split(separator: " ", omittingEmptySubsequences: true).dropFirst()
      let file = String(
        decoding: path.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      return Library(
        release: words.prefix(2).joined(separator: " "), path: file.isEmpty ? nil : file)
    }
  }
}
