import Foundation

/// Images of this process on disk, which would hold the keys in its memory.
enum CoreDumps {
  /// One byte is less than any image, so that no file is written; and of all limits it is the one at
  /// which Linux starts no collector either (as systemd's), which 0 would not keep away
  /// (`fs/coredump.c`).
  private static let limit: rlim_t = 1

  /// Sees to it that none is written, of this process or of those that it starts.
  static func forbid() {
    var limits = rlimit(rlim_cur: limit, rlim_max: limit)
    _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limits)
  }

  /// Whether a crash leaves nothing behind.
  static var areForbidden: Bool {
    var limits = rlimit()
    _ = getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limits)
    return limits.rlim_cur == limit
  }
}
