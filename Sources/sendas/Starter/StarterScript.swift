/// The example that `sendas init` puts down: it runs on the emulator as it stands.
enum StarterScript {
  static let script = #"""
    -- Lets the people of a CSV send email as the one who runs this.
    --
    --   sendas test grant_team_test.lua                   its tests
    --   sendas run --emulator grant_team.lua team.csv     try it: no account, no network
    --   sendas plan grant_team.lua team.csv               what it would change
    --   sendas run grant_team.lua team.csv                do it

    local args = script.arguments{
      about = "Lets the people of a CSV send email as you.",
      { file = "people", help = "CSV with the column email" },
    }

    local me = sendas.me()
    local result = batch.each(csv.rows(args.people, { "email" }), function(row)
      sendas.grant(row.email)
    end, { on_error = "continue" })

    print(("%d people may now send as %s, %d rows failed"):format(result.done, me.email, #result.failed))

    """#

  static let test = #"""
    -- What grant_team.lua promises; each test has an emulator of its own.
    --
    --   sendas test grant_team_test.lua

    describe("grant_team.lua", function()
      it("lets everybody of the CSV send, and may be run again", function()
        local first = emulator.run("grant_team.lua", emulator.file("team.csv"))
        local second = emulator.run("grant_team.lua", emulator.file("team.csv"))

        expect(first.status).to_be(0)
        expect(first.granted).to_be(3)
        expect(second.granted).to_be(0)
        expect(emulator.associations()).to_contain({ allowing = "alice@acme.test", allowed = "ivan@acme.test" })
      end)

      it("tells which row failed, and goes on", function()
        csv.write("people.csv", { { email = "nobody@acme.test" }, { email = "grace@acme.test" } }, { "email" })
        local result = emulator.run("grant_team.lua", "people.csv")

        expect(result.status).to_be(3)
        expect(result.granted).to_be(1)
        expect(result.failures[1].name).to_contain("people.csv row 2")
      end)
    end)

    """#

  static let csv = """
    email
    grace@acme.test
    heidi@acme.test
    ivan@acme.test

    """

  static let gitignore = """
    # Keys never belong in a repository.
    keys/
    *.key
    .env
    config.toml

    # What runs leave behind.
    plan.json
    report.html
    results.csv
    *.jsonl

    """
}
