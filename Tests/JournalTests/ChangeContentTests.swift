import Foundation
import Journal
import Testing

@Suite struct ChangeContentTests {
  @Test func `its bytes are those it was made of, and the last 16 of more`() {
    let sixteen = Array(UInt8(1)...16)
    #expect(Array(ChangeContent(sixteen).bytes) == sixteen)
    #expect(ChangeContent([0xAA, 0xBB] + sixteen) == ChangeContent(sixteen))
    #expect(Array(ChangeContent([7]).bytes) == [UInt8](repeating: 0, count: 15) + [7])
  }

  @Test func `contents that differ in any byte are not equal`() {
    let sixteen = Array(UInt8(1)...16)
    let others = sixteen.indices.map { place in
      var other = sixteen
      other[place] ^= 0x80
      return ChangeContent(other)
    }
    #expect(Set(others + [ChangeContent(sixteen)]).count == 17)
  }
}
