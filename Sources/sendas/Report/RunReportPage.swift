import Foundation
import Journal
import Mustache

/// A run's report as one page that needs nothing beside itself, neither a network nor JavaScript.
///
/// Mustache escapes what is between tags. It does so by whole characters, so a quote with a combining
/// mark would pass: no text of the run or of Close ever stands in an attribute.
struct RunReportPage {
  /// The most people that a matrix can show; beyond it is a list.
  static let mostInMatrix = 60

  let report: RunReport

  /// The whole page.
  ///
  /// - Throws: An error of Mustache if the template cannot be read.
  func html() throws -> String {
    try MustacheTemplate(string: ReportTemplate.text).render(content)
  }

  private var content: [String: Any] {
    let run = report.run
    let failed = report.changes.filter { ["failed", "ambiguous", "withdrawn"].contains($0.state) }
    let words = [run.command, run.scriptPath ?? ""] + run.arguments
    return [
      "id": run.id, "command": words.filter { !$0.isEmpty }.joined(separator: " "),
      "state": run.state.rawValue, "status": run.exitStatus.map { "\($0)" } ?? "none",
      "identity": run.identity, "server": run.baseURL, "emulator": run.isEmulator,
      "organization": run.organizationName ?? run.organizationID ?? "unknown",
      "startedBy": run.startedBy, "folder": run.workingFolder,
      "started": run.startedAt.formatted(.iso8601),
      "ended": run.endedAt?.formatted(.iso8601) ?? "not ended",
      "changes": report.changes.map(row), "changeCount": report.changes.count,
      "hasFailed": !failed.isEmpty, "failed": failed.map(row), "failedCount": failed.count,
      "isMatrix": isMatrix, "columns": isMatrix ? allowed : [],
      "matrix": isMatrix ? matrix : [], "people": isMatrix ? [] : list,
      "hasPairs": !report.pairs.isEmpty, "seconds": seconds,
      "hasSeconds": !report.requestsBySecond.isEmpty, "script": run.scriptText ?? "",
      "hasScript": run.scriptText != nil,
    ]
  }

  private func row(_ change: RunReport.Change) -> [String: Any] {
    [
      "number": change.number, "item": change.item, "kind": change.kind,
      "allowing": change.allowing, "allowed": change.allowed, "state": change.state,
      "error": change.error, "place": change.place,
      "isBad": ["failed", "ambiguous", "withdrawn"].contains(change.state),
    ]
  }

  private var allowing: [String] { Set(report.pairs.map(\.allowing)).sorted() }
  private var allowed: [String] { Set(report.pairs.map(\.allowed)).sorted() }
  private var isMatrix: Bool { Set(allowing + allowed).count <= Self.mostInMatrix }

  private var matrix: [[String: Any]] {
    allowing.map { one in
      let cells = allowed.map { other in
        report.pairs.contains(.init(allowing: one, allowed: other)) ? "yes" : ""
      }
      return ["name": one, "cells": cells]
    }
  }

  private var list: [[String: Any]] {
    Dictionary(grouping: report.pairs, by: \.allowing).sorted { $0.key < $1.key }.map {
      one, pairs in
      ["name": one, "others": pairs.map(\.allowed).sorted().joined(separator: ", ")]
    }
  }

  /// One bar for each second with requests; their width is a number, never a text.
  private var seconds: [[String: Any]] {
    let most = report.requestsBySecond.values.max() ?? 1
    return report.requestsBySecond.sorted { $0.key < $1.key }.map { second, count in
      ["second": second, "count": count, "percent": count * 100 / most]
    }
  }
}
