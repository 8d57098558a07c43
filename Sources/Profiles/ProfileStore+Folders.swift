public import Foundation

extension ProfileStore {
  /// Says where the configuration and the state are kept.
  ///
  /// `SENDAS_CONFIG_DIR` and `SENDAS_STATE_DIR` win; else `sendas` below `XDG_CONFIG_HOME` and
  /// `XDG_STATE_HOME`; else `~/.config/sendas` and `~/.local/state/sendas`.
  ///
  /// - Parameter environment: the environment's variables.
  /// - Returns: two absolute paths; neither folder need be there.
  public static func folders(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> (configuration: String, state: String) {
    func folder(own: String, xdg: String, usual: String) -> String {
      if let path = environment[own], !path.isEmpty {
        return URL(fileURLWithPath: path).standardizedFileURL.path
      }
      // The XDG Base Directory Specification has relative paths ignored.
      if let path = environment[xdg], path.hasPrefix("/") { return path + "/sendas" }
      return home(environment) + "/" + usual + "/sendas"
    }
    return (
      folder(own: "SENDAS_CONFIG_DIR", xdg: "XDG_CONFIG_HOME", usual: ".config"),
      folder(own: "SENDAS_STATE_DIR", xdg: "XDG_STATE_HOME", usual: ".local/state")
    )
  }

  static func home(_ environment: [String: String]) -> String {
    if let home = environment["HOME"], home.hasPrefix("/") {
      return home == "/" ? "" : home
    }
    return FileManager.default.homeDirectoryForCurrentUser.path
  }
}
