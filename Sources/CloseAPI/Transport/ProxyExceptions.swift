/// The servers that `NO_PROXY` lists: names with all names below them, addresses, ranges of IPv4
/// addresses, each with a port if only that one is meant; `*` is all.
struct ProxyExceptions: Sendable {
  private let entries: [String]

  init(_ text: String) {
    entries = text.lowercased().split { $0 == "," || $0.isWhitespace }.map(String.init)
  }

  func include(_ server: BaseURL) -> Bool {
    entries.contains { entry in
      if entry == "*" { return true }
      if let range = AddressRange(entry), let address = AddressRange.number(of: server.host) {
        return range.contains(address)
      }
      let (name, port) = Self.parts(of: entry)
      guard port == nil || port == server.port else { return false }
      return server.host == name || server.host.hasSuffix("." + name)
    }
  }

  /// The name without the dot or star before it, and the port.
  private static func parts(of entry: String) -> (name: String, port: Int?) {
    var name = entry[...]
    var port: Int?
    if name.first == "[", let end = name.firstIndex(of: "]") {
      port = Int(name[name.index(after: end)...].drop { $0 == ":" })
      name = name[name.index(after: name.startIndex)..<end]
    } else if name.count(where: { $0 == ":" }) == 1, let colon = name.firstIndex(of: ":") {
      port = Int(name[name.index(after: colon)...])
      name = name[..<colon]
    }
    if name.hasPrefix("*") { name.removeFirst() }
    if name.hasPrefix(".") { name.removeFirst() }
    return (String(name), port)
  }

  /// A range of IPv4 addresses, as `10.0.0.0/8`.
  private struct AddressRange {
    let first: UInt32
    let mask: UInt32

    init?(_ text: String) {
      let parts = text.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count == 2, let address = Self.number(of: String(parts[0])),
        let bits = UInt32(parts[1]), bits <= 32
      else { return nil }
      mask = bits == 0 ? 0 : UInt32.max << (32 - bits)
      first = address & mask
    }

    func contains(_ address: UInt32) -> Bool { address & mask == first }

    static func number(of text: String) -> UInt32? {
      let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
      guard parts.count == 4 else { return nil }
      return parts.reduce(UInt32?(0)) { number, part in
        guard let number, let part else { return nil }
        return number << 8 | UInt32(part)
      }
    }
  }
}
