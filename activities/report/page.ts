import { Html, html } from './html.js';

/** No script, no network, no frame: nothing that a hostile prompt could make a page do. */
const CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const STYLE = `
:root { color-scheme: light dark; --ink: #1b2733; --muted: #5b6b7b; --line: #d8e0e7; --page: #f6f8fa; --card: #fff;
  --accent: #0b6bcb; --good: #1a7f4b; --bad: #b3261e; --warn: #8a5a00; --band: rgba(11,107,203,.16); }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --muted: #9aa9b8; --line: #2f3b47; --page: #0f151b;
  --card: #171f27; --accent: #6cb2ff; --good: #5fd39a; --bad: #ff8a80; --warn: #f0c060; --band: rgba(108,178,255,.2); } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { max-width: 74rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 0 0 .5rem; } h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; } .scroll + p { margin-top: 1.1rem; }
p { margin: .4rem 0; } a { color: var(--accent); }
.muted, th { color: var(--muted); } .muted { font-size: .9rem; }
header { margin-bottom: 1rem; }
section { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem; margin: 1rem 0; }
.badge { display: inline-block; border-radius: 1rem; padding: .1rem .7rem; font-weight: 600; border: 1px solid currentColor; }
.good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); } .plain { color: var(--muted); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: .75rem; margin: 1rem 0; }
.charts { grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .8rem 1rem; }
.tile .value { font-size: 1.45rem; font-weight: 650; font-variant-numeric: tabular-nums; }
.tile .label { color: var(--muted); font-size: .88rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: .92rem; }
th, td { text-align: left; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; font-size: .82rem; } td.n, th.n { text-align: right; white-space: nowrap; } .refused { color: var(--muted); white-space: normal; }
.name { white-space: nowrap; } td.plot { min-width: 7rem; width: 26%; } td.digest { font-family: ui-monospace, monospace; font-size: .78rem; word-break: break-all; }
svg { display: block; width: 100%; height: auto; } svg text { fill: var(--muted); font: 12px system-ui, sans-serif; }
.axis { stroke: var(--line); } .zero { stroke: var(--muted); stroke-dasharray: 3 3; } .interval { stroke: var(--accent); stroke-width: 3; }
.point { fill: var(--accent); } .series { fill: none; stroke: var(--accent); stroke-width: 2; } .band { fill: var(--band); }
.interval.good { stroke: var(--good); } .point.good { fill: var(--good); } .interval.bad { stroke: var(--bad); } .point.bad { fill: var(--bad); }
.interval.plain { stroke: var(--muted); } .point.plain { fill: var(--muted); }
@media (max-width: 34rem) { body { font-size: 15px; } section { padding: .8rem; } th, td { padding-right: .45rem; } .name { white-space: normal; } .plot { display: none; } }
.chart { max-width: 34rem; }
@media print { body { background: #fff; } section { break-inside: avoid; } }
`;

/** A whole self-contained document: one file that opens anywhere and fetches nothing. */
export function page(title: string, body: Html): string {
  return `<!doctype html>\n${
    html`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${CONTENT_SECURITY_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body><main>
${body}
</main></body>
</html>
`.markup
  }`;
}

export type Tone = 'good' | 'bad' | 'warn' | 'plain';

export function badge(text: string, tone: Tone): Html {
  return html`<span class="badge ${tone}">${text}</span>`;
}

/** One of the few figures that stand on top. */
export function tile(label: string, value: string, note: string, tone: Tone = 'plain'): Html {
  const valueClass = tone === 'plain' ? 'value' : `value ${tone}`;
  return html`<div class="tile"><div class="label">${label}</div><div class="${valueClass}">${value}</div><div class="muted">${note}</div></div>\n`;
}

export interface TableColumn {
  readonly title: string;
  /** `name`: short, and never broken. */
  readonly kind?: 'number' | 'plot' | 'digest' | 'name';
}

/**
 * A table that scrolls inside itself on a narrow screen.
 * @param label for screen readers
 * @default the caption
 */
export function dataTable(
  caption: string | null,
  columns: readonly TableColumn[],
  rows: readonly (readonly (Html | string | number)[])[],
  label: string = caption ?? '',
): Html {
  const className = (index: number) =>
    ({ number: 'n', plot: 'plot', digest: 'digest', name: 'name', none: '' })[columns[index]?.kind ?? 'none'];
  return html`${caption === null ? null : html`<p class="muted">${caption}</p>`}
<div class="scroll"><table aria-label="${label}">
<thead><tr>${columns.map(({ title }, index) => html`<th scope="col" class="${className(index)}">${title}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell, index) => html`<td class="${className(index)}">${cell}</td>`)}</tr>\n`)}</tbody>
</table></div>\n`;
}

/** The foot of every report: digests, seeds and versions. */
export function provenanceSection(provenance: readonly (readonly [string, string])[]): Html {
  return html`<section><h2>Where these figures come from</h2>
${dataTable('The Arrow files beside this page hold every figure shown here.', [{ title: 'What' }, { title: 'Identity', kind: 'digest' }], provenance)}</section>`;
}
