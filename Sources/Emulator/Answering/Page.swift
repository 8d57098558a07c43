/// The part of a list that `_skip` and `_limit` ask for.
struct Page: Sendable, Hashable {
  let skip: Int
  let limit: Int

  /// Reads the two; the sentences are flask-mongorest's.
  ///
  /// Close publishes no highest limits; clients are seen to use 1000 for users.
  init(_ query: Query, most: Int = 1000) throws(Refusal) {
    limit = try Self.number("_limit", in: query) ?? 100
    skip = try Self.number("_skip", in: query) ?? 0
    guard limit <= most else {
      throw .plain(
        400,
        "The limit you set is larger than the maximum limit for this resource "
          + "(max_limit = \(most)).")
    }
  }

  /// `{"data":[…],"has_more":…}` with the objects of this page.
  func document(of all: some Collection<JSONValue>) -> JSONValue {
    let rest = all.dropFirst(skip)
    return ["data": .array(Array(rest.prefix(limit))), "has_more": .bool(rest.count > limit)]
  }

  private static func number(_ name: String, in query: Query) throws(Refusal) -> Int? {
    guard let text = query[name] else { return nil }
    guard let number = Int(text) else {
      throw .plain(400, "\(name) must be an integer (got \"\(text)\" instead).")
    }
    guard number >= 0 else {
      throw .plain(400, "\(name) must be a non-negative integer (got \"\(number)\" instead).")
    }
    return number
  }
}

extension JSONValue {
  /// What `_fields` asks for of this document, or of the objects in its `data`.
  ///
  /// Unknown names are ignored and `_all` means everything, as in flask-mongorest.
  func selecting(_ fields: String?) -> JSONValue {
    guard let fields else { return self }
    let names = Set(fields.split(separator: ",").map(String.init))
    guard !names.contains("_all"), !names.isEmpty else { return self }
    guard case .object(let members) = self else { return self }
    guard case .array(let rows) = self["data"] else {
      return .object(members.filter { names.contains($0.key) })
    }
    return .object(
      members.map { member in
        guard member.key == "data" else { return member }
        return Member(key: "data", value: .array(rows.map { $0.selecting(fields) }))
      })
  }
}
