/// One change to a world, as it is told to observers and kept in a store's log.
///
/// Its JSON is `{"granted":{"id","allowing","allowed"}}`, `{"revoked":{"id"}}` or
/// `{"member":{"person":{…}}}` with a person as in a world.
public enum WorldChange: Sendable, Hashable, Codable {
  /// An association was made; the two people are named by their email.
  case granted(id: String, allowing: String, allowed: String)
  /// The association with this id was removed.
  case revoked(id: String)
  /// Somebody has joined, left, come back or been given another role; this is how they are now.
  case member(person: World.Person)
}
