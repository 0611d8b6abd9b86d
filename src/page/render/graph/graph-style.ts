import { PHASE_COLOURS } from '../../../picture/index.js';

/** The style sheet of the graph's picture, by custom properties of the page. */
export const GRAPH_STYLE = [
  `.graph text { font: 11px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: var(--ink); }`,
  `.graph .layer { white-space: pre; }`,
  `.graph .title { font: 600 13px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }`,
  `.graph .subtitle { font: 11px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: var(--faint); }`,
  `.graph .frame { fill: var(--panel); stroke: var(--line); }`,
  `.graph .data .frame { fill: var(--page); }`,
  `.graph .phase .frame { fill: var(--page); stroke: var(--phase); stroke-width: 1.5; }`,
  `.graph .rule { stroke: var(--line); }`,
  `.graph .row { fill: transparent; }`,
  `.graph .wire { fill: none; stroke: var(--phase); stroke-width: 1.6; opacity: 0.85; }`,
  `.graph .wire.model { stroke: var(--faint); stroke-dasharray: 5 4; }`,
  `.graph .number { fill: var(--phase); }`,
  `.graph .digit { font: 600 10.5px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; text-anchor: middle; }`,
  `.graph .number + .digit { fill: #fff; }`,
  `.graph .cell { fill: none; stroke: var(--phase); stroke-width: 1.4; } .graph .cell.trained, .graph .use .fill { fill: var(--phase); } .graph .use .stroke { stroke: var(--phase); stroke-width: 1.4; }`,
  `.graph .hint { outline: none; cursor: default; }`,
  `.graph .hint:hover > .row, .graph .hint:focus-visible > .row { fill: var(--line); fill-opacity: 0.45; }`,
  `.graph .hint:focus-visible > .frame, .graph .hint:focus-visible > .row { stroke: var(--focus); stroke-width: 2; }`,
  `.graph.one .wire { opacity: 0.1; } .graph.one .wire.active { opacity: 1; stroke-width: 2.4; }`,
  ...PHASE_COLOURS.map((colour, at) => `.phase-${at} { --phase: ${colour}; }`),
].join('\n');
