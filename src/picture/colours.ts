/** Colours of pictures, for light and dark pages. */
export interface Theme {
  page: string;
  panel: string;
  ink: string;
  faint: string;
  line: string;
  added: string;
  removed: string;
  changed: string;
  renamed: string;
  addedFill: string;
  removedFill: string;
  changedFill: string;
  renamedFill: string;
}

export const LIGHT: Theme = {
  page: '#ffffff',
  panel: '#f6f7f9',
  ink: '#1c2330',
  faint: '#5d6675',
  line: '#b4bcc8',
  added: '#1a7f37',
  removed: '#c22f2f',
  changed: '#9a6700',
  renamed: '#0b6e99',
  addedFill: '#d9f2df',
  removedFill: '#fbe0de',
  changedFill: '#fbefc9',
  renamedFill: '#d9eef7',
};

export const DARK: Theme = {
  page: '#14171c',
  panel: '#1d2229',
  ink: '#e4e8ee',
  faint: '#9aa4b2',
  line: '#4a5361',
  added: '#4fc26b',
  removed: '#f0716a',
  changed: '#e0b13c',
  renamed: '#58b6dd',
  addedFill: '#173a22',
  removedFill: '#46201f',
  changedFill: '#3d3210',
  renamedFill: '#143343',
};

/** Of the phases, in the plan's order: told apart on light and dark grounds. */
export const PHASE_COLOURS = [
  '#4c78c8',
  '#d9772b',
  '#3a9e62',
  '#b45bc4',
  '#c94f6d',
  '#2f9aa8',
  '#8a7a2e',
  '#7468d6',
] as const;

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Custom properties of CSS: `--added-fill: #d9f2df;` */
export const themeProperties = (theme: Theme): string =>
  Object.entries(theme)
    .map(([name, value]) => `--${kebab(name)}: ${value};`)
    .join(' ');

const MARKED = ['added', 'removed', 'changed', 'renamed'] as const;

/** The style sheet of pictures, by custom properties. */
export const PICTURE_STYLE = [
  `.graph text { font: 11px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: var(--ink); }`,
  `.graph .title { font: 600 12px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }`,
  `.graph .subtitle { font: 10px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: var(--faint); }`,
  `.graph .layer { font-size: 10.5px; }`,
  `.graph .frame { fill: var(--panel); stroke: var(--line); }`,
  `.graph .data .frame { fill: var(--page); }`,
  `.graph .rule { stroke: var(--line); }`,
  `.graph .wire { fill: none; stroke-width: 1.6; opacity: 0.85; }`,
  `.graph .sign { text-anchor: end; font-weight: 700; }`,
  ...PHASE_COLOURS.map(
    (colour, at) =>
      `.graph .wire.phase-${at} { stroke: ${colour}; } .graph .phase-${at} .swatch { fill: ${colour}; }`,
  ),
  ...MARKED.map(
    (mark) =>
      `.graph .${mark} > .frame { stroke: var(--${mark}); stroke-width: 2; fill: var(--${mark}-fill); } .graph .row.${mark} { fill: var(--${mark}-fill); } .graph .sign.${mark} { fill: var(--${mark}); }`,
  ),
  `.graph .network.changed > .frame { fill: var(--panel); }`,
].join('\n');
