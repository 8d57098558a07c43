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
    try MustacheTemplate(string: ReportTemplate.text).render(
      head.merging(results) { $1 }.merging(people) { $1 }.merging(timeline) { $1 })
  }

  private var head: [String: Any] {
    let run = report.run
    let words = [run.command, run.scriptPath ?? ""] + run.arguments
    return [
      "id": run.id, "command": words.filter { !$0.isEmpty }.joined(separator: " "),
      "state": run.state.rawValue, "status": run.exitStatus.map { ", exit status \($0)" } ?? "",
      "identity": run.identity, "server": run.baseURL, "emulator": run.isEmulator,
      "organization": run.organizationName ?? run.organizationID ?? "an organization not known yet",
      "startedBy": run.startedBy, "folder": run.workingFolder, "reason": run.reason ?? "",
      "hasReason": run.reason != nil, "attempt": run.attempt, "isAgain": run.attempt > 1,
      "started": Self.text(run.startedAt),
      "ended": run.endedAt.map { ", \(Self.text($0))" } ?? "; its end was not written down",
      "script": run.scriptText ?? "", "hasScript": run.scriptText != nil,
    ]
  }

  private var results: [String: Any] {
    let changes = report.rows.filter { $0.number != nil }
    let failed = report.rows.filter(\.isBad)
    let early = report.rows.count - changes.count + report.notes.unlisted
    return [
      "rows": report.rows.map(row), "hasRows": !report.rows.isEmpty,
      "changeCount": changes.count, "failedCount": changes.count(where: \.isBad),
      "earlyCount": Self.count(early, "more item", "more items"), "hasEarly": early > 0,
      "unlisted": report.notes.unlisted, "hasUnlisted": report.notes.unlisted > 0,
      "hasFailed": !failed.isEmpty, "failed": failed.map(row),
    ]
  }

  private var people: [String: Any] {
    [
      "isMatrix": isMatrix, "columns": isMatrix ? allowed : [], "matrix": isMatrix ? matrix : [],
      "people": isMatrix ? [] : list, "hasPairs": !report.pairs.isEmpty,
      "pairCount": Self.count(report.pairs.count, "permission", "permissions"),
      "allowingCount": Self.count(allowing.count, "person", "people"),
    ]
  }

  private var timeline: [String: Any] {
    let timeline = ReportTimeline(report)
    return [
      "requests": timeline.summary, "hasRequests": timeline.summary != "",
      "bars": timeline.bars.map { bar in
        [
          "time": bar.time, "count": bar.requests, "percent": bar.percent,
          "isWaiting": bar.isWaiting,
          "throttled": bar.throttled, "hasThrottled": bar.throttled > 0,
        ] as [String: Any]
      },
      "hasBars": !timeline.bars.isEmpty, "limits": timeline.limits,
      "hasLimits": !timeline.limits.isEmpty,
    ]
  }

  private func row(_ row: RunReport.Row) -> [String: Any] {
    [
      "item": row.item, "kind": row.kind, "allowing": row.allowing, "allowed": row.allowed,
      "state": row.state, "error": row.error, "place": row.place, "isBad": row.isBad,
    ]
  }

  private var allowing: [String] { Set(report.pairs.map(\.allowing)).sorted() }
  private var allowed: [String] { Set(report.pairs.map(\.allowed)).sorted() }
  private var isMatrix: Bool { Set(allowing + allowed).count <= Self.mostInMatrix }

  private var matrix: [[String: Any]] {
    allowing.map { one in
      let cells = allowed.map { other in
        report.pairs.contains(.init(allowing: one, allowed: other)) ? "●" : ""
      }
      return ["name": one, "cells": cells]
    }
  }

  private var list: [[String: Any]] {
    Dictionary(grouping: report.pairs, by: \.allowing).sorted { $0.key < $1.key }.map {
      one, pairs in
      [
        "name": one, "count": pairs.count,
        "others": pairs.map(\.allowed).sorted().joined(separator: ", "),
      ]
    }
  }

  private static func count(_ number: Int, _ one: String, _ more: String) -> String {
    "\(number) \(number == 1 ? one : more)"
  }

  private static func text(_ date: Date) -> String {
    date.formatted(.iso8601).replacing("T", with: " ").replacing("Z", with: " UTC")
  }
}
