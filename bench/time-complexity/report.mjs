/** Report on the sizes of each family: how its work grows, and whether that is too fast. */
import { machine } from '../machine.mjs';
import { table } from '../markdown-table.mjs';
import { SQUARES } from './graph-families.mjs';

/** Seconds below this are noise. */
const NOTHING = 0.15;
/** Exponents. Counted blocks are more exact than seconds; some code only runs beyond a size. */
export const STEEPEST = { seconds: 1.5, work: 1.3, squares: 2.2 };

/** The exponent of growth: 1 is linear, 2 is quadratic. Null if there is too little to measure. */
function power(rows, work) {
  const told = rows.filter(({ amount }) => amount !== null);
  const [before, last] = told.slice(-2);
  if (!last || !before || (!work && last.amount < NOTHING)) return null;
  return Math.log(last.amount / before.amount) / Math.log(last.n / before.n);
}

/** How one family grows, and whether that is too fast. */
export function kindOf(family, rows, work) {
  const steepness = power(rows, work);
  const square = SQUARES[family];
  const failed = rows.some(({ amount, outcome }) => amount === null || outcome.startsWith('throws'));
  const most = square ? STEEPEST.squares : work ? STEEPEST.work : STEEPEST.seconds;
  const isSteep = steepness !== null && steepness > most;
  const place = isSteep && rows.at(-1).steepest;
  return {
    family,
    rows,
    power: steepness,
    ...(square ? { square } : {}),
    ...(place ? { steepest: place } : {}),
    bad: failed || isSteep,
  };
}

export function shown(kinds, { sizes, work }) {
  const cell = (row) =>
    row === undefined
      ? ''
      : row.amount === null
        ? row.outcome
        : work
          ? row.amount.toLocaleString('en')
          : row.amount.toFixed(2);
  return table(
    [
      'what grows',
      ...sizes.map((n) => `n = ${n}`),
      'power',
      'the largest is',
      'n times n values',
      ...(work ? ['most by'] : []),
    ],
    kinds.map(({ family, rows, power: steepness, square, steepest, bad }) => [
      family,
      ...sizes.map((n) => cell(rows.find((row) => row.n === n))),
      `${steepness === null ? '–' : steepness.toFixed(1)}${bad ? ' !' : ''}`,
      rows.at(-1)?.outcome ?? '',
      square ?? '',
      ...(work ? [steepest ?? ''] : []),
    ]),
  );
}

/** The number of families, the steepest and the slowest. */
export function summary(kinds, { sizes, work }) {
  const largest = ({ rows }) => rows.at(-1)?.amount ?? Infinity;
  const unit = work ? 'blocks' : 's of the processor';
  const [slowest] = [...kinds].sort((a, b) => largest(b) - largest(a));
  const [steep] = kinds
    .filter(({ square, power: of }) => !square && of !== null)
    .sort((a, b) => b.power - a.power);
  const told = (kind) =>
    kind.rows.at(-1)?.amount?.toLocaleString('en', { maximumFractionDigits: 2 }) ?? 'none';
  return [
    `${kinds.length} kinds, the largest of size ${sizes.at(-1)}.`,
    steep
      ? `Steepest: ${steep.family}, n to the power of ${steep.power.toFixed(1)}.`
      : 'Nothing took long enough to tell how it grows.',
    `Slowest: ${slowest.family}, ${told(slowest)} ${unit}.`,
  ].join(' ');
}

/** The report on all families. */
export function page(kinds, options) {
  const { processor, cores, node } = machine();
  return `# Growth of check

\`node bench/time-complexity.mjs --markdown\` on ${cores} cores of ${processor}, Node ${node}: seconds of the processor for check, its
messages in all forms, and the views.

${summary(kinds, options)}

${shown(kinds, options)}`;
}
