import { DARK, LIGHT, themeProperties } from '../../picture/index.js';
import { GRAPH_STYLE } from './graph/index.js';

const EXTRA_LIGHT = '--good: #1a7f37; --bad: #b3261e; --focus: #0a58ca; --link: #0a58ca; --banner: #fbe0de;';
const EXTRA_DARK = '--good: #4fc26b; --bad: #ff8a80; --focus: #8ab4f8; --link: #8ab4f8; --banner: #46201f;';

/** The style sheet of the page: light and dark by the reader's preference, always light on paper. */
export const PAGE_STYLE = `:root { color-scheme: light dark; ${themeProperties(LIGHT)} ${EXTRA_LIGHT} }
@media screen and (prefers-color-scheme: dark) { :root { ${themeProperties(DARK)} ${EXTRA_DARK} } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 24px 20px 64px; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 4px 0 8px; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 40px 0 12px; padding-top: 16px; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 0 0 6px; overflow-wrap: anywhere; }
p { margin: 8px 0; max-width: 75ch; overflow-wrap: anywhere; }
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.875em; }
code { overflow-wrap: anywhere; }
pre { margin: 8px 0; padding: 12px 14px; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; overflow-x: auto; }
pre.command { white-space: pre-wrap; }
pre code { font-size: inherit; overflow-wrap: normal; }
.kind { color: var(--faint); margin: 0; }
.description { color: var(--faint); }
.status { display: inline-block; padding: 0 8px; border: 1px solid currentColor; border-radius: 10px; font-size: 0.875rem; font-weight: 600; }
.status.done, .good { color: var(--good); font-weight: 600; } .status.missed, .status.failed, .bad { color: var(--bad); font-weight: 600; }
.banner, .problem { padding: 10px 14px; border: 1px solid var(--bad); border-radius: 6px; background: var(--banner); }
.simulated { display: inline-block; padding: 0 6px; border-radius: 4px; background: #b3261e; color: #fff; font-size: 0.75rem; white-space: nowrap; }
dl { margin: 0; }
dl > div { display: flex; gap: 8px; } dt { color: var(--faint); flex: none; } dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
.facts { display: flex; flex-wrap: wrap; gap: 4px 24px; margin: 12px 0; }
.facts.rows { flex-direction: column; } .facts.rows dt { width: 11em; }
.scroll { overflow-x: auto; max-width: 100%; }
.scroll:has(> table) { background: linear-gradient(to right, var(--page) 40%, transparent) left / 36px 100%, linear-gradient(to left, var(--page) 40%, transparent) right / 36px 100%, linear-gradient(to right, var(--line), transparent) left / 12px 100%, linear-gradient(to left, var(--line), transparent) right / 12px 100%; background-repeat: no-repeat; background-attachment: local, local, scroll, scroll; }
.drawing { border: 1px solid var(--line); border-radius: 6px; padding: 8px; }
.drawing svg { display: block; margin: 0 auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 5px 14px 5px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { color: var(--faint); font-weight: 600; white-space: nowrap; } tbody th { font-weight: 600; overflow-wrap: anywhere; }
.number { text-align: right; } td.number, td.plain, tbody th { white-space: nowrap; }
.hash { font-size: 0.75em; color: var(--faint); overflow-wrap: anywhere; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.key { color: var(--faint); font-size: 0.875rem; max-width: none; } .key span { margin-right: 18px; display: inline-block; } .key svg { vertical-align: -2px; }
details { margin: 12px 0; } summary { cursor: pointer; color: var(--link); }
figure { margin: 16px 0; } figcaption { font-weight: 600; margin-bottom: 6px; overflow-wrap: anywhere; } .timeline figcaption { font-weight: 400; color: var(--faint); }
.timeline table { width: 100%; } .timeline th { width: 22%; font-weight: 400; } .timeline .track { width: 100%; padding-top: 9px; } .timeline td.number { padding-right: 0; min-width: 4.5em; }
.bar { display: block; width: 100%; height: 14px; } .bar rect { fill: var(--phase); } .bar .lane { fill: var(--panel); } .bar.failed rect + rect, .bar.stopped rect + rect { opacity: 0.5; }
.status-word { color: var(--faint); }
.mark { display: inline-block; min-width: 1.5em; padding: 0 4px; border-radius: 1em; background: var(--phase); color: #fff; text-align: center; font-size: 0.8125rem; font-weight: 600; }
.phases { list-style: none; margin: 20px 0 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 420px), 1fr)); gap: 20px 32px; } .phases dt { width: 6.5em; } .phases dd code { display: block; }
.running { list-style: none; padding: 0; } .running progress { width: 100%; display: block; accent-color: var(--focus); }
.report img { display: block; max-width: max(100%, 640px); height: auto; background: #fff; border-radius: 2px; }
.left-out { color: var(--faint); }
.chart { min-height: 280px; overflow-x: auto; overflow-y: hidden; }
#hint { position: fixed; z-index: 10; max-width: min(420px, calc(100vw - 24px)); padding: 8px 12px; background: var(--ink); color: var(--page); border-radius: 6px; font-size: 0.875rem; line-height: 1.4; pointer-events: none; overflow-wrap: anywhere; }
#hint[hidden] { display: none; }
.thumbnail { position: fixed; z-index: 10; border: 2px solid var(--page); outline: 1px solid var(--line); image-rendering: pixelated; pointer-events: none; } .thumbnail[hidden] { display: none; }
#live { position: sticky; top: 0; z-index: 5; margin: 0; padding: 6px 20px; max-width: none; background: var(--panel); border-bottom: 1px solid var(--line); font-size: 0.875rem; }
footer { margin-top: 48px; color: var(--faint); font-size: 0.875rem; }
@media screen and (max-width: 680px) { .report .scroll::before, .hinted::before { content: 'Wider than the screen: scroll sideways.'; position: sticky; left: 0; color: var(--faint); font-size: 0.875rem; } td code { display: inline-block; min-width: 18em; } }
@media (max-width: 640px) { main { padding: 16px 14px 48px; } h1 { font-size: 1.375rem; } .facts { flex-direction: column; } .facts dt, .facts.rows dt { width: 8em; } .timeline th { width: 34%; } .phases dt { width: 5.5em; } }
@media print { main { max-width: none; padding: 0; } .drawing svg { max-width: 100%; height: auto; } .scroll { overflow: visible; } .report img { max-width: 100%; height: auto; } section, figure, .phases > li, tr { break-inside: avoid; } h2, h3, figcaption { break-after: avoid; } #live, #hint { display: none; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } section:has(table) { break-inside: auto; } }
${GRAPH_STYLE}`;
