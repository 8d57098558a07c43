/// The page of a run's report, as Mustache.
enum ReportTemplate {
  static let text = """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
    <title>sendas run {{id}}</title>
    <style>
    \(style)
    </style>
    </head>
    <body>
    <main>
    <h1>Run {{id}}</h1>
    <p class="lead"><code>sendas {{command}}</code></p>
    <dl>
    <dt>Ended</dt><dd>{{state}}{{status}}{{ended}}</dd>
    <dt>Started</dt><dd>{{started}} by {{startedBy}} in <code>{{folder}}</code>{{#isAgain}}; this is attempt {{attempt}}{{/isAgain}}</dd>
    {{#hasReason}}
    <dt>Reason</dt><dd>{{reason}}</dd>
    {{/hasReason}}
    <dt>Acting as</dt><dd>{{identity}} in {{organization}}</dd>
    <dt>Server</dt><dd>{{server}}{{#emulator}} (emulator){{/emulator}}</dd>
    <dt>Changes</dt><dd>{{changeCount}} asked for, {{failedCount}} of them not made{{#hasEarly}}; {{earlyCount}} failed before asking for one{{/hasEarly}}</dd>
    </dl>
    {{#hasFailed}}
    <h2>What failed, and why</h2>
    <div class="wide" tabindex="0"><table class="failures">
    <thead><tr><th scope="col">Item</th><th scope="col">Change</th><th scope="col">Who lets send</th><th scope="col">Whom</th><th scope="col">State</th><th scope="col">Why</th></tr></thead>
    <tbody>
    {{#failed}}
    <tr class="bad"><td>{{item}}</td><td>{{kind}}</td><td>{{allowing}}</td><td>{{allowed}}</td><td>{{state}}</td><td class="why">{{error}}</td></tr>
    {{/failed}}
    </tbody></table></div>
    {{#hasUnlisted}}<p>{{unlisted}} more items failed that are not listed.</p>{{/hasUnlisted}}
    {{/hasFailed}}
    <h2>Who can send as whom</h2>
    {{^hasPairs}}<p>This run saw no permissions.</p>{{/hasPairs}}
    {{#hasPairs}}
    <p>At the end of the run, of those in whose name it asked for changes: {{pairCount}} of {{allowingCount}}.</p>
    {{#isMatrix}}
    <p>A row is the person who lends their name, a column the one who may send as them.</p>
    <div class="wide" tabindex="0"><table class="matrix">
    <thead><tr><th></th>{{#columns}}<th scope="col"><span>{{.}}</span></th>{{/columns}}</tr></thead>
    <tbody>
    {{#matrix}}
    <tr><th scope="row">{{name}}</th>{{#cells}}<td>{{.}}</td>{{/cells}}</tr>
    {{/matrix}}
    </tbody></table></div>
    {{/isMatrix}}
    {{^isMatrix}}
    <p>They are too many for a table; the browser's own search (Ctrl-F) finds a name.</p>
    <dl class="people">
    {{#people}}
    <dt>{{name}} lets {{count}} send:</dt><dd>{{others}}</dd>
    {{/people}}
    </dl>
    {{/isMatrix}}
    {{/hasPairs}}
    {{#hasRequests}}
    <h2>Requests and the rate limit</h2>
    <p>{{#isAgain}}The latest attempt: {{/isAgain}}{{requests}}</p>
    {{#hasLimits}}
    <p>What the server allows each person, as its answers have shown:</p>
    <ul>{{#limits}}<li>{{.}}</li>{{/limits}}</ul>
    {{/hasLimits}}
    {{#hasBars}}
    <p>Requests over the time of the latest attempt. Where requests waited for the limit the line is hatched.</p>
    <div class="bars">
    {{#bars}}
    <div><span class="time">{{time}}</span><span class="track{{#isWaiting}} waits{{/isWaiting}}"><span class="bar" style="width:{{percent}}%"></span></span><span class="count">{{count}}{{#isWaiting}} <i>waited</i>{{/isWaiting}}{{#hasThrottled}} <b>{{throttled}} × 429</b>{{/hasThrottled}}</span></div>
    {{/bars}}
    </div>
    {{/hasBars}}
    {{/hasRequests}}
    {{#hasRows}}
    <h2>Everything, in the order of the input</h2>
    <div class="wide" tabindex="0"><table>
    <thead><tr><th scope="col">Item</th><th scope="col">Change</th><th scope="col">Who lets send</th><th scope="col">Whom</th><th scope="col">State</th><th scope="col">Where</th></tr></thead>
    <tbody>
    {{#rows}}
    <tr{{#isBad}} class="bad"{{/isBad}}><td>{{item}}</td><td>{{kind}}</td><td>{{allowing}}</td><td>{{allowed}}</td><td>{{state}}</td><td>{{place}}</td></tr>
    {{/rows}}
    </tbody></table></div>
    {{/hasRows}}
    {{#hasScript}}
    <h2>The script as it was executed</h2>
    <details><summary>Show it</summary><pre>{{script}}</pre></details>
    {{/hasScript}}
    </main>
    </body>
    </html>

    """

  private static let style = """
    :root { --paper: #fff; --ink: #1c2024; --soft: #5b6570; --line: #d5dae0; --bad: #b3261e; --bar: #2f6fb0 }
    @media (prefers-color-scheme: dark) {
      :root { --paper: #15181b; --ink: #e6e9ec; --soft: #a0a9b2; --line: #363c43; --bad: #ff8a80; --bar: #6aa9e6 }
    }
    body { background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; margin: 0 }
    main { max-width: 70rem; margin: 0 auto; padding: 1.5rem 1rem 4rem }
    h1 { font-size: 1.5rem; margin: 0; overflow-wrap: anywhere } h2 { font-size: 1.15rem; margin: 2.2rem 0 .5rem }
    .lead { margin: .3rem 0 1rem; overflow-wrap: anywhere } code, pre { font: .9em ui-monospace, monospace }
    pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid var(--line); padding: .8rem }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0 }
    dt { color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere }
    @media (max-width: 34rem) { dl { grid-template-columns: 1fr; gap: 0 } dd { margin-bottom: .5rem } }
    .wide { overflow-x: auto } .wide td { overflow-wrap: break-word } table { border-collapse: collapse; font-size: .9rem }
    th, td { text-align: left; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
    thead th { color: var(--soft); font-weight: 600; white-space: nowrap } .bad td { color: var(--bad) } .why { min-width: 16rem }
    @media (max-width: 34rem) {
      .failures thead { display: none } .failures tr { display: block; border-bottom: 1px solid var(--line); padding: .4rem 0 }
      .failures td { display: inline-block; border: 0; padding: 0 .5rem 0 0 } .failures .why { display: block; color: var(--ink) }
    }
    .matrix th { font-weight: 400; white-space: nowrap } .matrix td { text-align: center; color: var(--bar) }
    .matrix thead th { vertical-align: bottom }
    .matrix thead span { writing-mode: vertical-rl; transform: rotate(180deg) }
    .matrix tbody th { position: sticky; left: 0; background: var(--paper) }
    .matrix tbody tr:hover > * { background: var(--line) }
    .people { grid-template-columns: 1fr } .people dd { margin-bottom: .6rem }
    .bars > div { display: grid; grid-template-columns: 6rem 1fr 9rem; gap: .6rem; align-items: center }
    @media (max-width: 34rem) { .bars > div { grid-template-columns: 4.5rem 1fr 5.5rem; font-size: .85rem } }
    .time { color: var(--soft); text-align: right } .track { display: block; height: .8rem }
    .count i { color: var(--soft) } .count b { color: var(--bad); font-weight: 400 }
    .bar { display: block; height: 100%; background: var(--bar) }
    .waits { background: repeating-linear-gradient(45deg, var(--line) 0 2px, transparent 2px 7px) }
    """
}
