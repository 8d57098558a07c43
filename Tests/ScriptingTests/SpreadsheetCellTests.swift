import Testing

@testable import Scripting

struct SpreadsheetCellTests {
  @Test(arguments: [
    ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"), ("+1", "'+1"), ("-1", "'-1"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("\t=1", "'\t'=1"), ("\r=1", "'\r'=1"), ("＝1", "'＝1"), ("＠x", "'＠x"), ("a\n=1", "a\n'=1"),
    ("a;@b", "a;'@b"), ("a,=b", "a,=b"), ("a=b", "a=b"), ("'=1", "'=1"),
    ("a-b@x.test", "a-b@x.test"),
    ("", ""), ("é;é", "é;é"),
  ])
  func `an apostrophe stands wherever a formula could begin, and nowhere else`(
    _ text: String, _ harmless: String
  ) {
    #expect(SpreadsheetCell.harmless(text) == harmless)
  }

  @Test func `bytes that are no text stay as they are`() {
    #expect(SpreadsheetCell.harmless([0xFF, 0x3D, 0xEF]) == [0xFF, 0x3D, 0xEF])
  }
}
