import Pacing
import Testing

struct FirstPageTests {
  @Test func `the example of the module's page gives a permit and takes its answer`() async throws {
    let clock = ManualClock()
    let pacer = Pacer(clock: clock, share: 0.8, connections: 8)
    let key = BucketKey(credential: "alice", organization: "Acme", group: "POST /send_as")

    let permit = try await pacer.permit(for: key)
    let headers = [(name: "RateLimit", value: "limit=160, remaining=159, reset=8")]
    await permit.answered(status: 201, reading: RateReading(status: 201, headers: headers))

    let report = await pacer.report

    #expect(report.sent == 1)
    #expect(report.throttled == 0)
  }
}
