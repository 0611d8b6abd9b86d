import { layOut, PHASE_COLOURS, round, rowOf, wirePath, type Point } from '../../../picture/index.js';
import { html, type Html } from '../html.js';
import type { GraphBox, GraphPicture, GraphRow } from './graph-boxes.js';
import type { LayerUse } from './layer-facts.js';

/** In pixels at the size at which texts are meant to be read. */
const SIZES = {
  title: 22,
  subtitle: 16,
  row: 16,
  padding: 8,
  margin: 12,
  cell: 11,
  column: 15,
  least: 120,
} as const;

/** Average widths of a character. */
const WIDTHS = { title: 7.4, subtitle: 6, row: 6.7 } as const;

const MAX_CHARACTERS = { title: 30, subtitle: 34, row: 30 } as const;

function cut(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}

function widthOf({ title, subtitle, rows, columns, phase }: GraphBox): number {
  const text = (kind: keyof typeof WIDTHS, content: string): number =>
    Math.min(content.length, MAX_CHARACTERS[kind]) * WIDTHS[kind];
  const cells = columns.length * SIZES.column;
  const widest = Math.max(
    text('title', title) + (phase === null ? 0 : 20),
    text('subtitle', subtitle) + cells,
    ...rows.map((row) => text('row', row.text) + cells),
  );
  return Math.max(SIZES.least, Math.ceil(widest + 2 * SIZES.padding + 6));
}

const heightOf = ({ rows }: GraphBox): number =>
  SIZES.title + SIZES.subtitle + (rows.length > 0 ? SIZES.row * rows.length + SIZES.padding : 4);

/** The graph as an SVG: data above, networks between, phases below. */
export function drawGraph({ boxes, edges }: GraphPicture, label: string): Html {
  const layout = layOut(
    boxes.map((box) => ({
      id: box.id,
      width: widthOf(box),
      height: heightOf(box),
      ...rowOf(box.kind),
    })),
    edges,
  );
  const { margin } = SIZES;
  const [width, height] = [layout.width, layout.height].map((side) => Math.ceil(side + 2 * margin));
  return html`<svg
    class="graph"
    xmlns="http://www.w3.org/2000/svg"
    width="${width!}"
    height="${height!}"
    viewBox="${-margin} ${-margin} ${width!} ${height!}"
    role="group"
    aria-label="${label}"
  >
    ${layout.edges.map(
      ({ edge, points }) =>
        html`<path
          class="wire ${edge.phase === null ? 'model' : phaseClass(edge.phase)}"
          ${edge.phase === null ? null : html`data-phase="${edge.phase}"`}
          d="${wirePath(points)}"
        />`,
    )}${boxes.map((box) => drawBox(box, layout.boxes.get(box.id)!))}
  </svg>`;
}

const phaseClass = (at: number): string => `phase-${at % PHASE_COLOURS.length}`;

function drawBox(box: GraphBox, { x, y }: Point): Html {
  const [width, height] = [widthOf(box), heightOf(box)];
  const { padding, title, subtitle } = SIZES;
  const left = box.phase === null ? padding : padding + 20;
  const body = title + subtitle;
  return html`<g
    class="box ${box.kind}${box.phase === null ? '' : ` ${phaseClass(box.phase)}`}"
    transform="translate(${round(x)} ${round(y)})"
    ${box.phase === null ? null : html` data-phase="${box.phase}"`}
    ><g class="hint" role="img" tabindex="0" aria-label="${box.hint}"
      ><title>${box.hint}</title
      ><rect class="frame" width="${width}" height="${height}" rx="${box.kind === 'network' ? 4 : 10}" />${
        box.phase === null
          ? null
          : html`<circle class="number" cx="${padding + 8}" cy="13" r="8" /><text
                class="digit"
                x="${padding + 8}"
                y="17"
                >${box.phase + 1}</text
              >`
      }<text class="title" x="${left}" y="17">${cut(box.title, MAX_CHARACTERS.title)}</text
      ><text class="subtitle" x="${padding}" y="${title + 10}"
        >${cut(box.subtitle, MAX_CHARACTERS.subtitle)}</text
      ></g
    >${box.columns.map(
      (phase, at) =>
        html`<text
          class="digit ${phaseClass(phase)}"
          x="${columnX(width, box.columns.length, at) + SIZES.cell / 2}"
          y="${title + 10}"
          >${phase + 1}</text
        >`,
    )}${
      box.kind === 'network'
        ? html`<line class="rule" x1="0" x2="${width}" y1="${body}" y2="${body}" />`
        : null
    }${box.rows.map((row, at) => drawRow(row, box, body + padding / 2 + SIZES.row * at, width))}</g
  >`;
}

const columnX = (width: number, columns: number, at: number): number =>
  width - SIZES.padding - (columns - at) * SIZES.column + (SIZES.column - SIZES.cell);

function drawRow(row: GraphRow, box: GraphBox, y: number, width: number): Html {
  const content = html`<rect
      class="row"
      x="2"
      y="${y}"
      width="${width - 4}"
      height="${SIZES.row}"
      rx="3"
    /><text class="layer" x="${SIZES.padding}" y="${y + 12}">${cut(row.text, MAX_CHARACTERS.row)}</text
    >${row.uses.map((use, at) =>
      drawCell(use, box.columns[at]!, columnX(width, box.columns.length, at), y + 2.5),
    )}`;
  return row.hint === ''
    ? content
    : html`<g class="hint" role="img" tabindex="0" aria-label="${row.hint}"
        ><title>${row.hint}</title>${content}</g
      >`;
}

/** Trained: a full square. Frozen: an empty one with a line across. Partly: half full. */
function drawCell(use: LayerUse, phase: number, x: number, y: number): Html | null {
  if (use === null) return null;
  const { cell } = SIZES;
  const frame = html`<rect
    class="cell ${use}"
    x="${round(x)}"
    y="${round(y)}"
    width="${cell}"
    height="${cell}"
    rx="2"
  />`;
  const inner =
    use === 'frozen'
      ? html`<path
          class="stroke"
          d="M${round(x + 2.5)} ${round(y + cell - 2.5)}L${round(x + cell - 2.5)} ${round(y + 2.5)}"
        />`
      : use === 'partly'
        ? html`<rect class="fill" x="${round(x)}" y="${round(y)}" width="${cell / 2}" height="${cell}" />`
        : null;
  return html`<g class="use ${phaseClass(phase)}">${frame}${inner}</g>`;
}

const USES = [
  ['trained', 'trained in this phase'],
  ['partly', 'partly trained'],
  ['frozen', 'frozen: used, not changed'],
] as const;

/** The signs that the picture has, drawn as in it. */
export function graphKey({ boxes, edges }: GraphPicture): Html {
  const uses = new Set(boxes.flatMap(({ rows }) => rows.flatMap((row) => row.uses)));
  return html`<p class="key">
    ${USES.filter(([use]) => uses.has(use)).map(
      ([use, text]) =>
        html`<span
          ><svg width="13" height="13" class="graph" aria-hidden="true">${drawCell(use, 0, 1, 1)}</svg>
          ${text}</span
        >`,
    )}${
      edges.some(({ phase }) => phase === null)
        ? html`<span
            ><svg width="26" height="13" class="graph" aria-hidden="true">
              <path class="wire model" d="M1 7H25" />
            </svg>
            put together in a model, trained in no phase</span
          >`
        : null
    }<span
      >Numbers and colours are those of the phases. Point at a layer, or go to it with Tab, for its shape and
      parameters.</span
    >
  </p>`;
}
