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
    let file = "The key file \(path) of profile \"\(profile)\""
    let text =
      switch refusal {
      case .missing:
        "\(file) is not there. Make it (chmod 600) and put the key into it, or correct "
          + "api_key_file."
      case .symbolicLink:
        "\(file) is a symbolic link, which could be pointed elsewhere. Name the file itself in "
          + "api_key_file."
      case .notRegular:
        "\(file) is not a regular file. Correct api_key_file."
      case .notPrivate(let ownership):
        "\(file) is not private (mode \(String(ownership.permissions, radix: 8))), so its key is "
          + "not used. " + ownership.remedy(path: path, user: geteuid())
      case .tooLarge:
        "\(file) is larger than \(Self.limit) bytes, so it cannot be a key. Correct api_key_file."
      case .failed(let code):
        "\(file) cannot be read: \(String(cString: strerror(code)))."
      }
    return ProfileError(.noCredential, text)
  }
}
