/** Diffs as one HTML page that needs nothing else: both pictures of each graph side by side, and the text below. */
import type { Program } from '../../compiler/index.js';
import type { ProgramDiff } from '../diff-types.js';
import { DARK, drawSvg, escapeXml, LIGHT, PICTURE_STYLE, themeProperties } from '../../picture/index.js';
import { buildPicture, type PictureMarks } from './build-picture.js';
import { costLines } from './cost-lines.js';
import { entryLines, type TextLine } from './entry-lines.js';
import { NO_DIFFERENCE } from './no-difference.js';
import { emptyMarks, pictureMarks } from './picture-marks.js';

export interface HtmlSide {
  /** Which version it is: `HEAD:graphs/digits.yaml`. */
  label: string;
  program: Program;
}

/** A graph in two versions; one of them is missing if the graph is new or gone, and then nothing is compared. */
export type HtmlDiff = { title: string } & (
  | { a: HtmlSide; b: HtmlSide; diff: ProgramDiff }
  | { a: HtmlSide; b: null; diff: null }
  | { a: null; b: HtmlSide; diff: null }
);

export function renderDiffHtml(diffs: readonly HtmlDiff[], { cost = true }: { cost?: boolean } = {}): string {
  const title = diffs.length === 1 ? diffs[0]!.title : `${diffs.length} graphs`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>lagraph diff: ${escapeXml(title)}</title>
<style>
:root { color-scheme: light dark; ${themeProperties(LIGHT)} }
@media (prefers-color-scheme: dark) { :root { ${themeProperties(DARK)} } }
${PAGE_STYLE}
${PICTURE_STYLE}
</style>
</head>
<body>
${diffs.length === 0 ? '<p>No graph has changed.</p>' : diffs.map((one) => section(one, cost)).join('\n')}
</body>
</html>
`;
}

const PAGE_STYLE = `body { margin: 0 auto; padding: 16px 24px 48px; max-width: 1900px; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", sans-serif; }
h1 { font-size: 20px; margin: 24px 0 12px; overflow-wrap: anywhere; }
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 560px), 1fr)); gap: 16px; }
figure { margin: 0; border: 1px solid var(--line); border-radius: 6px; overflow: hidden; }
figcaption { padding: 6px 12px; border-bottom: 1px solid var(--line); background: var(--panel); font-weight: 600; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; padding: 8px; }
.scroll svg { display: block; margin: 0 auto; min-width: 480px; max-width: 100%; height: auto; }
pre { margin: 16px 0; padding: 12px 16px; border: 1px solid var(--line); border-radius: 6px; background: var(--panel); overflow-x: auto; font: 13px/1.55 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre b { font-weight: 700; }
pre .added { color: var(--added); } pre .removed { color: var(--removed); } pre .changed { color: var(--changed); } pre .renamed { color: var(--renamed); }
.key { color: var(--faint); font-size: 13px; }
.key span { margin-right: 14px; } .key i { font-style: normal; font-weight: 700; }
.key .added i { color: var(--added); } .key .removed i { color: var(--removed); } .key .changed i { color: var(--changed); } .key .renamed i { color: var(--renamed); }`;

const KEY = `<p class="key"><span class="added"><i>+</i> new</span><span class="removed"><i>−</i> gone</span><span class="changed"><i>~</i> changed</span><span class="renamed"><i>»</i> renamed, split or joined</span>Data above, networks between, phases below; each phase’s data flow has its colour.</p>`;

function section(one: HtmlDiff, cost: boolean): string {
  const heading = `<h1>${escapeXml(one.title)}</h1>`;
  if (!one.diff) {
    const only = (one.b ?? one.a) as HtmlSide;
    const caption = `${only.label}: ${one.b ? 'a new graph' : 'the graph is gone'}`;
    return `${heading}\n<div class="pictures">\n${figure(only.program, emptyMarks(), caption)}\n</div>`;
  }
  const { a, b, diff } = one;
  const marks = pictureMarks(a.program, b.program, diff);
  const notes = cost ? marks.b : { ...marks.b, phaseNotes: new Map<string, string>() };
  return [
    heading,
    `<pre>${diffText(diff, cost)}</pre>`,
    '<div class="pictures">',
    figure(a.program, marks.a, a.label),
    figure(b.program, notes, b.label),
    '</div>',
    KEY,
  ].join('\n');
}

const figure = (program: Program, marks: PictureMarks, caption: string): string =>
  `<figure><figcaption>${escapeXml(caption)}</figcaption><div class="scroll">${drawSvg(buildPicture(program, marks), caption)}</div></figure>`;

const CLASSES = { '+': 'added', '-': 'removed', '~': 'changed', '»': 'renamed' } as const;

function diffText(diff: ProgramDiff, cost: boolean): string {
  if (diff.same) return NO_DIFFERENCE;
  const lines = [
    ...entryLines(diff).map(lineHtml),
    ...(cost ? costLines(diff.cost) : []).map((line) => {
      const colon = line.indexOf(':') + 1;
      return `<b>${escapeXml(line.slice(0, colon))}</b>${escapeXml(line.slice(colon))}`;
    }),
  ];
  return lines.join('\n');
}

function lineHtml({ mark, indent, text }: TextLine): string {
  const space = '  '.repeat(indent);
  if (indent === 0) return `<b>${escapeXml(text)}</b>`;
  if (mark === ' ') return space + escapeXml(text);
  return `${space}<span class="${CLASSES[mark]}">${escapeXml(mark)} ${escapeXml(text)}</span>`;
}
