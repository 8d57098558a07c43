import CloseAPI
import Foundation

/// A file that holds one API key.
struct KeyFile {
  let path: String
  /// The profile's name, for messages.
  let profile: String

  /// Far more than any key has; a file beyond it was named by mistake.
  static let limit = 4096

  func credential() throws(ProfileError) -> Credential {
    let bytes: [UInt8]
    do {
      bytes = try PrivateFile.read(path, limit: Self.limit)
    } catch {
      throw refusal(error)
    }
    return try KeyText(bytes).credential(
      of: profile, from: "The key file \(path)", remedy: "Put the key into it, on one line.")
  }

  private func refusal(_ refusal: PrivateFile.Refusal) -> ProfileError {
    ProfileError(
      .noCredential,
      Self.explain(
        refusal, "The key file \(path) of profile '\(profile)'", path: path,
        setting: "api_key_file"))
  }

  /// Why a private file was not read, and what to do about it.
  static func explain(
    _ refusal: PrivateFile.Refusal, _ file: String, path: String, setting: String
  ) -> String {
    switch refusal {
    case .missing:
      "\(file) is not there. Make it (chmod 600) and put the key into it, or correct \(setting)."
    case .symbolicLink:
      "\(file) is a symbolic link, which could be pointed elsewhere. Name the file itself in "
        + "\(setting)."
    case .notRegular:
      "\(file) is not a regular file. Correct \(setting)."
    case .notPrivate(let ownership):
      "\(file) is not private (mode \(String(ownership.permissions, radix: 8))), so its key is "
        + "not used. " + ownership.remedy(path: path, user: geteuid())
    case .tooLarge:
      "\(file) is larger than \(Self.limit) bytes, so it cannot be a key. Correct \(setting)."
    case .failed(let code):
      "\(file) cannot be read: \(String(cString: strerror(code)))."
    }
  }
}
