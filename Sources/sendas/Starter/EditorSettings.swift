/// What lua-language-server has to know of a folder with scripts: `.luarc.json`.
enum EditorSettings {
  /// Lua's own libraries that scripts do not have are off; a function that waits is not to be given to
  /// what cannot wait.
  static let text = """
    {
      "$schema": "https://raw.githubusercontent.com/LuaLS/vscode-lua/master/setting/schema.json",
      "runtime.version": "Lua 5.4",
      "runtime.path": ["?.lua"],
      "runtime.builtin": { "io": "disable", "package": "disable" },
      "workspace.library": [".sendas"],
      "workspace.checkThirdParty": false,
      "diagnostics.neededFileStatus": { "not-yieldable": "Any" },
      "hint.await": true
    }

    """
}
