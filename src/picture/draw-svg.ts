import { escapeXml } from './escape-xml.js';
import { layOut, rowOf, type Point } from './layout.js';
import { PHASE_COLOURS } from './colours.js';
import type { Mark, Picture, PictureBox } from './picture-types.js';
import { round, wirePath } from './wire-path.js';

/** In pixels at the size at which texts are meant to be read. */
const SIZES = { box: 152, data: 132, title: 22, subtitle: 15, line: 14, padding: 8, margin: 12 } as const;

/** Characters that fit into a line of a box, by the font's width. */
const MAX_TITLE = { data: 17, network: 20, phase: 19 } as const;
const MAX_LINE = 23;

const SIGNS: Readonly<Record<Mark, string>> = { added: '+', removed: '−', changed: '~', renamed: '»' };

const widthOf = ({ kind }: PictureBox): number => (kind === 'data' ? SIZES.data : SIZES.box);

const heightOf = ({ subtitle, lines }: PictureBox): number =>
  SIZES.title +
  (subtitle === '' ? 2 : SIZES.subtitle) +
  (lines.length > 0 ? SIZES.line * lines.length + SIZES.padding : 0);

const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;

/** An SVG whose colours are those of `PICTURE_STYLE`. */
export function drawSvg({ boxes, edges }: Picture, label: string): string {
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
  const drawn = [
    ...layout.edges.map(
      ({ edge, points }) =>
        `<path class="wire phase-${edge.phase % PHASE_COLOURS.length}" d="${wirePath(points)}"/>`,
    ),
    ...boxes.map((box) => drawBox(box, layout.boxes.get(box.id)!)),
  ];
  return [
    `<svg class="graph" xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${-margin} ${-margin} ${width} ${height}" role="img" aria-label="${escapeXml(label)}">`,
    ...drawn,
    '</svg>',
  ].join('\n');
}

function drawBox(box: PictureBox, { x, y }: Point): string {
  const [width, height] = [widthOf(box), heightOf(box)];
  const marked = box.mark ? ` ${box.mark}` : '';
  const coloured = box.phase === null ? '' : ` phase-${box.phase % PHASE_COLOURS.length}`;
  const hasBody = box.lines.length > 0;
  const body = SIZES.title + (box.subtitle === '' ? 2 : SIZES.subtitle);
  // Beside the swatch of a phase.
  const left = SIZES.padding + (box.phase === null ? 0 : 4);
  const sign = (mark: Mark | null, at: number): string =>
    mark === null
      ? ''
      : `<text class="sign ${mark}" x="${width - SIZES.padding}" y="${at}">${SIGNS[mark]}</text>`;
  const lines = box.lines.map(({ text, mark }, at) => {
    const top = body + SIZES.padding / 2 + SIZES.line * at;
    const row =
      mark === null
        ? ''
        : `<rect class="row ${mark}" x="2" y="${top}" width="${width - 4}" height="${SIZES.line}"/>`;
    return `${row}<text class="layer" x="${left}" y="${top + 11}">${escapeXml(cut(text, MAX_LINE))}</text>${sign(mark, top + 11)}`;
  });
  const isCut = box.title.length > MAX_TITLE[box.kind];
  return [
    `<g class="box ${box.kind}${coloured}${marked}" transform="translate(${round(x)} ${round(y)})">`,
    isCut ? `<title>${escapeXml(box.title)}</title>` : '',
    `<rect class="frame" width="${width}" height="${height}" rx="${box.kind === 'network' ? 4 : 10}"/>`,
    box.phase === null ? '' : `<rect class="swatch" x="0" y="0" width="5" height="${height}" rx="2.5"/>`,
    `<text class="title" x="${left}" y="16">${escapeXml(cut(box.title, MAX_TITLE[box.kind]))}</text>`,
    sign(box.mark, 16),
    box.subtitle === ''
      ? ''
      : `<text class="subtitle" x="${left}" y="${SIZES.title + 9}">${escapeXml(cut(box.subtitle, MAX_LINE + 2))}</text>`,
    hasBody && box.kind === 'network'
      ? `<line class="rule" x1="0" x2="${width}" y1="${body}" y2="${body}"/>`
      : '',
    ...lines,
    '</g>',
  ].join('');
}
