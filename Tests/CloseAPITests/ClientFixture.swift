import CloseAPI
import TestFixtures

/// A key of Close's form; the tests look for its second half everywhere.
let plantedKey = "api_7b8KOSMa0OevK9qJvT6F9s.2H3Bt8ktGaQ9kVK45P7j7pPLANTED"
let plantedSecret = "2H3Bt8ktGaQ9kVK45P7j7pPLANTED"
let plantedHeader = "YXBpXzdiOEtPU01hME9ldks5cUp2VDZGOXMuMkgzQnQ4a3RHYVE5a1ZLNDVQN2o3cFBMQU5URUQ6"

/// Runs with a client that talks to a scripted server, and gives back what the server received.
func withClient(
  _ script: [LoopbackServer.Reply], userID: UserID? = nil, timeouts: Timeouts = Timeouts(),
  isListening: Bool = true,
  _ body: (CloseClient, LoopbackServer) async throws -> Void
) async throws -> [ReceivedRequest] {
  let server = try LoopbackServer(script, isListening: isListening)
  let transport = try CloseTransport(
    baseURL: server.baseURL, userAgent: "sendas-tests", timeouts: timeouts, clock: JumpingClock(),
    random: { 0.5 })
  let client = CloseClient(
    credential: try Credential(apiKey: plantedKey), transport: transport,
    organization: "orga_1", userID: userID, identity: userID.map { _ in "alice@acme.test" })
  do {
    try await body(client, server)
  } catch {
    await transport.shutdown()
    server.stop()
    throw error
  }
  await transport.shutdown()
  server.stop()
  return server.received
}

/// The error that a call throws; nil when it throws none.
func failure<Value>(
  of call: () async throws(CloseError) -> Value
) async -> CloseError? {
  do {
    _ = try await call()
    return nil
  } catch {
    return error
  }
}

/// An association in Close's form.
func associationJSON(_ id: String, allowing: String = "user_a", allowed: String) -> String {
  #"{"allowed_user_id":"\#(allowed)","allowing_user_id":"\#(allowing)","id":"\#(id)","#
    + #""organization_id":"orga_1"}"#
}
