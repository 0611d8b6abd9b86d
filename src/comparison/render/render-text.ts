import { renderDiffText } from '../../diff/index.js';
import { escapeToOneLine } from '../../diagnostics/index.js';
import { SIMULATED_DATA_LABEL, textTable } from '../../report/index.js';
import { ownValue } from '../../records/index.js';
import type { ComparedGroup, Comparison } from '../comparison.js';
import { askedText, figureCell, isSimulated, seedsText, statusText } from './words.js';

/** With more groups, they become the rows of the table, and only key figures are shown. */
const MAX_COLUMNS = 5;

export interface ComparisonStyle {
  colour: boolean;
  unicode: boolean;
}

/** A comparison for a terminal: the runs, their figures, and what differs from the first. */
export function renderComparisonText(comparison: Comparison, style: ComparisonStyle): string {
  const { groups } = comparison;
  const blocks = [
    groups.length > MAX_COLUMNS
      ? rowsByGroup(comparison)
      : `${groupTable(groups)}\n\n${rowsByFigure(comparison)}`,
    ...groups.flatMap((group) => (group.differs ? [differenceText(group, groups[0]!, style)] : [])),
  ];
  const text = `${blocks.join('\n\n')}\n`;
  return style.unicode ? text : text.replaceAll('±', '+-').replaceAll('→', '->');
}

const GROUP_COLUMNS = [
  { title: '' },
  { title: 'run' },
  { title: 'graph' },
  { title: 'status' },
  { title: 'seed' },
  { title: 'asked for' },
  { title: 'engine' },
  { title: '' },
];

/** The engine only where it is not the same for all. */
const groupCells = (group: ComparedGroup, groups: readonly ComparedGroup[]): string[] =>
  [
    group.mark,
    group.label,
    group.graph,
    statusText(group),
    seedsText(group),
    askedText(group),
    groups.every(({ engine }) => engine === group.engine) ? '' : group.engine,
    isSimulated(group) ? SIMULATED_DATA_LABEL : '',
  ].map(escapeToOneLine);

const groupTable = (groups: readonly ComparedGroup[]): string =>
  textTable(
    GROUP_COLUMNS,
    groups.map((group) => groupCells(group, groups)),
  );

const rowsByFigure = ({ figures, groups }: Comparison): string =>
  textTable(
    [{ title: 'figure' }, ...groups.map(({ mark }) => ({ title: mark, align: 'right' as const }))],
    figures.map((name) => [
      escapeToOneLine(name),
      ...groups.map((group) => figureCell(ownValue(group.figures, name))),
    ]),
  );

const rowsByGroup = ({ keyFigures, groups }: Comparison): string =>
  textTable(
    [
      ...GROUP_COLUMNS,
      ...keyFigures.map((name) => ({ title: escapeToOneLine(name), align: 'right' as const })),
    ],
    groups.map((group) => [
      ...groupCells(group, groups),
      ...keyFigures.map((name) => figureCell(ownValue(group.figures, name))),
    ]),
  );

function differenceText(
  { mark, differs }: ComparedGroup,
  first: ComparedGroup,
  style: ComparisonStyle,
): string {
  const { graph, other } = differs!;
  const lines = [
    ...(graph.same && other.length > 0 ? [] : [renderDiffText(graph, { ...style, cost: false }).trimEnd()]),
    ...other.map((line) => escapeToOneLine(line)),
  ];
  return `${first.mark} → ${mark}\n${lines.join('\n').replace(/^(?=.)/gm, '  ')}`;
}
