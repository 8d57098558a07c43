import Foundation

/// Why a file could not be read or written, in words that say what to do.
package enum FileTrouble {
  /// The words for an error of Foundation.
  ///
  /// - Parameter error: what was thrown.
  /// - Returns: a part of a sentence, to stand behind a colon.
  package static func words(_ error: any Error) -> String {
    switch (error as? CocoaError)?.code {
    case .fileNoSuchFile?, .fileReadNoSuchFile?:
      "its folder is not there; make it, or name another place"
    case .fileReadNoPermission?, .fileWriteNoPermission?:
      "the permissions of it or its folder forbid it"
    case .fileWriteOutOfSpace?: "the disk is full; make room, or name another place"
    case .fileWriteVolumeReadOnly?: "its file system is read-only; name another place"
    case .fileWriteFileExists?: "a file is there where a folder has to be; name another place"
    default: error.localizedDescription
    }
  }
}
