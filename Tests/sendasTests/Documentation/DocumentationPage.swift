import Foundation
import Testing

/// A page of the documentation, with its blocks of code.
struct DocumentationPage: CustomTestStringConvertible {
  /// What stands between two fences.
  struct Block {
    let language: String
    /// The name behind the language: the block is that file.
    let file: String?
    let lines: [String]

    /// A drawing is no code: it has no language, and lines that no keyboard makes.
    var isDrawing: Bool {
      language.isEmpty && lines.contains { $0.contains { "│├┼─┤▶╱╲".contains($0) } }
    }
  }

  let file: URL
  let text: String
  let blocks: [Block]

  var testDescription: String { file.lastPathComponent }
  /// The module to which the page belongs.
  var module: String {
    file.deletingLastPathComponent().deletingPathExtension().lastPathComponent
  }

  /// All pages of all modules.
  static let all: [DocumentationPage] = modules.flatMap { module in
    let catalog = sources.appendingPathComponent("\(module)/\(module).docc")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: catalog.path)) ?? []
    return names.sorted().filter { $0.hasSuffix(".md") }.compactMap {
      DocumentationPage(catalog.appendingPathComponent($0))
    }
  }

  /// The modules that are written in Swift.
  static let modules: [String] = {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: sources.path)) ?? []
    return all.sorted().filter { module in
      let folder = sources.appendingPathComponent(module).path
      let files = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
      return files.contains { $0.hasSuffix(".swift") }
    }
  }()

  static let sources = Program.repository.appendingPathComponent("Sources")

  init?(_ file: URL) {
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return nil }
    self.file = file
    self.text = text
    blocks = text.components(separatedBy: "```").enumerated().filter { $0.offset % 2 == 1 }.map {
      var lines = $0.element.split(separator: "\n", omittingEmptySubsequences: false)
        .map(String.init)
      let info = lines.removeFirst().split(separator: " ").map(String.init)
      if lines.last == "" { lines.removeLast() }
      return Block(
        language: info.first ?? "", file: info.count > 1 ? info[1] : nil, lines: lines)
    }
  }
}
