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
    <dt>Ended</dt><dd>{{state}}, exit status {{status}}, {{ended}}</dd>
    <dt>Started</dt><dd>{{started}} by {{startedBy}} in <code>{{folder}}</code></dd>
    <dt>Acting as</dt><dd>{{identity}} in {{organization}}</dd>
    <dt>Server</dt><dd>{{server}}{{#emulator}} (emulator){{/emulator}}</dd>
    <dt>Changes</dt><dd>{{changeCount}} asked for, {{failedCount}} of them not done</dd>
    </dl>
    {{#hasFailed}}
    <h2>What failed, and why</h2>
    <div class="wide"><table>
    <thead><tr><th>Item</th><th>Change</th><th>Who</th><th>Whom</th><th>State</th><th>Why</th></tr></thead>
    <tbody>
    {{#failed}}
    <tr class="bad"><td>{{item}}</td><td>{{kind}}</td><td>{{allowing}}</td><td>{{allowed}}</td><td>{{state}}</td><td>{{error}}</td></tr>
    {{/failed}}
    </tbody></table></div>
    {{/hasFailed}}
    <h2>Who can send as whom</h2>
    <p>As far as this run saw at its end. A row is the person who lends their name.</p>
    {{^hasPairs}}<p>This run saw no permissions.</p>{{/hasPairs}}
    {{#hasPairs}}
    {{#isMatrix}}
    <div class="wide"><table class="matrix">
    <thead><tr><th></th>{{#columns}}<th><span>{{.}}</span></th>{{/columns}}</tr></thead>
    <tbody>
    {{#matrix}}
    <tr><th>{{name}}</th>{{#cells}}<td>{{.}}</td>{{/cells}}</tr>
    {{/matrix}}
    </tbody></table></div>
    {{/isMatrix}}
    {{^isMatrix}}
    <p>More than 60 people: a list, which the browser's own search searches.</p>
    <dl>
    {{#people}}
    <dt>{{name}}</dt><dd>{{others}}</dd>
    {{/people}}
    </dl>
    {{/isMatrix}}
    {{/hasPairs}}
    {{#hasSeconds}}
    <h2>Requests with changes, by second</h2>
    <div class="bars">
    {{#seconds}}
    <div><span class="second">{{second}} s</span><span class="track"><span class="bar" style="width:{{percent}}%"></span></span><span>{{count}}</span></div>
    {{/seconds}}
    </div>
    {{/hasSeconds}}
    <h2>All changes, in the order of the input</h2>
    <div class="wide"><table>
    <thead><tr><th>Item</th><th>Change</th><th>Who</th><th>Whom</th><th>State</th><th>Where</th></tr></thead>
    <tbody>
    {{#changes}}
    <tr{{#isBad}} class="bad"{{/isBad}}><td>{{item}}</td><td>{{kind}}</td><td>{{allowing}}</td><td>{{allowed}}</td><td>{{state}}</td><td>{{place}}</td></tr>
    {{/changes}}
    </tbody></table></div>
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
    .wide { overflow-x: auto } table { border-collapse: collapse; font-size: .9rem }
    th, td { text-align: left; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
    thead th { color: var(--soft); font-weight: 600 } .bad td { color: var(--bad) }
    @media (max-width: 34rem) { .bad td:last-child { min-width: 14rem } }
    .matrix th { font-weight: 400; white-space: nowrap } .matrix td { text-align: center }
    .matrix thead span { writing-mode: vertical-rl; transform: rotate(180deg) }
    .bars > div { display: grid; grid-template-columns: 4rem 1fr 3rem; gap: .6rem; align-items: center }
    .second { color: var(--soft); text-align: right } .track { display: block; height: .8rem }
    .bar { display: block; height: 100%; min-width: 2px; background: var(--bar) }
    """
}
