/// A program that only computes: nothing of the host but `print`.
struct PureLua {
  let name: String
  let source: String

  static let all = [fannkuch, nBody, spectralNorm, binaryTrees, stringBuilding]
}
