// swift-tools-version: 6.2
import PackageDescription

let argumentParser: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient: Target.Dependency = .product(
  name: "AsyncHTTPClient", package: "async-http-client")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let tomlKit: Target.Dependency = .product(name: "TOMLKit", package: "TOMLKit")

let package = Package(
  name: "sendas",
  products: [
    .executable(name: "sendas", targets: ["sendas"]),
    .library(name: "Lua", targets: ["Lua"]),
    .library(name: "Pacing", targets: ["Pacing"]),
    .library(name: "CloseAPI", targets: ["CloseAPI"]),
    .library(name: "Scripting", targets: ["Scripting"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-crypto.git", from: "4.0.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
  ],
  targets: [
    .systemLibrary(name: "CLua", providers: [.apt(["liblua5.4-dev"])]),
    .systemLibrary(name: "CEdit", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .target(name: "CLuaShims", dependencies: ["CLua"]),
    .target(name: "Lua", dependencies: ["CLua", "CLuaShims"]),
    .target(name: "Pacing"),
    .target(name: "RateModels"),
    .target(name: "CloseAPI", dependencies: ["Pacing", asyncHTTPClient, crypto]),
    .target(name: "Profiles", dependencies: ["CloseAPI", subprocess, tomlKit]),
    .target(name: "Journal", dependencies: ["CSQLite", grdb, grdbSQLite]),
    .target(name: "Runs", dependencies: ["CloseAPI", "Journal"]),
    .target(name: "Scripting", dependencies: ["Lua", "Runs", "CloseAPI"]),
    .target(name: "Emulator", dependencies: [hummingbird]),
    .executableTarget(
      name: "sendas",
      dependencies: [
        "Scripting", "Runs", "Journal", "Profiles", "CloseAPI", "Emulator", "Lua", "CEdit",
        argumentParser, mustache,
      ]),
    .executableTarget(
      name: "sendas-bench",
      dependencies: [
        "Scripting", "Runs", "Journal", "CloseAPI", "Pacing", "RateModels", "Emulator", "Lua",
        asyncHTTPClient,
      ]),
    .target(
      name: "TestFixtures", dependencies: ["CloseAPI", "Emulator", "Runs"],
      path: "Tests/TestFixtures"),
    .testTarget(name: "LuaTests", dependencies: ["Lua"]),
    .testTarget(name: "PacingTests", dependencies: ["Pacing", "RateModels"]),
    .testTarget(name: "RateModelsTests", dependencies: ["RateModels"]),
    .testTarget(name: "CloseAPITests", dependencies: ["CloseAPI", "TestFixtures"]),
    .testTarget(
      name: "ProfilesTests", dependencies: ["Profiles", "CloseAPI", "Emulator", "TestFixtures"]),
    .testTarget(name: "JournalTests", dependencies: ["Journal", grdb, "TestFixtures"]),
    .testTarget(
      name: "RunsTests",
      dependencies: ["Runs", "CloseAPI", "Journal", "Emulator", "TestFixtures"]),
    .testTarget(
      name: "ScriptingTests",
      dependencies: ["Scripting", "Runs", "Journal", "CloseAPI", "Lua", "Emulator", "TestFixtures"]),
    .testTarget(
      name: "EmulatorTests", dependencies: ["Emulator", "TestFixtures", asyncHTTPClient]),
    .testTarget(
      name: "sendasTests", dependencies: ["sendas", "Lua", "TestFixtures", subprocess],
      exclude: ["Snapshots", "terminal.py", "answering.py"]),
  ],
  swiftLanguageModes: [.v6]
)

// Pure Lua runs up to 1.2 times slower or faster by where its interpreter's loop begins within a
// cache line. The section of that loop goes first, as lld can be told: on a boundary of 64 bytes,
// which is the place it has in the lua5.4 program.
let order = "\(Context.packageDirectory)/Sources/CLua/lua.order"
for target in package.targets where target.type == .executable {
  target.linkerSettings = [
    .unsafeFlags(["-use-ld=lld", "-Xlinker", "--symbol-ordering-file=\(order)"])
  ]
}

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
