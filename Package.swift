// swift-tools-version: 6.2
import PackageDescription


let package = Package(
  name: "sendas",
  products: [
    .library(name: "Pacing", targets: ["Pacing"]),
  ],
  dependencies: [
  ],
  targets: [
    .target(name: "Pacing"),
    .testTarget(name: "PacingTests", dependencies: ["Pacing"]),
  ],
  swiftLanguageModes: [.v6]
)

// One loop, so that no target can be forgotten.
for target in package.targets where target.type != .system {
  if target.name == "CLuaShims" {
    target.cSettings = [
      .enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error),
    ]
    continue
  }
  target.swiftSettings = [
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("ExistentialAny"),
    .treatAllWarnings(as: .error),
  ]
}
