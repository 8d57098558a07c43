import Testing

@testable import Runs

/// What of a task's key stays the same when its item stands elsewhere.
struct TaskKeyTests {
  @Test(arguments: [
    ("main", "main"),
    ("main/fb9b6b5706a1c39c @ people.csv row 2", "main/fb9b6b5706a1c39c"),
    ("main/fb9b6b5706a1c39c#2 @ people.csv row 9/step", "main/fb9b6b5706a1c39c#2/step"),
    ("main/bob @ acme.test", "main/bob @ acme.test"),
    ("main/fb9b6b5706a1c39c and @ more", "main/fb9b6b5706a1c39c and @ more"),
    ("main//ä @ ö", "main//ä @ ö"),
    ("main/fb9b6b5706a1c39c", "main/fb9b6b5706a1c39c"),
  ])
  func `the place behind a digest goes, and nothing else`(_ path: String, _ stable: String) {
    #expect(TaskKey.stable(path) == stable)
  }

  @Test(arguments: [
    ("fb9b6b5706a1c39c @ people.csv row 2", "people.csv row 2"),
    ("fb9b6b5706a1c39c#3 @ people.csv row 9", "people.csv row 9"),
    ("bob@acme.test", "bob@acme.test"),
    ("fb9b6b5706a1c39c", "fb9b6b5706a1c39c"),
  ])
  func `an item is called by where it came from, or by its own key`(_ part: String, _ name: String)
  {
    #expect(TaskKey.name(part) == name)
  }
}
