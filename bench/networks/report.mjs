/** Report on the times of generated networks: tables of all, of the worst, and of the kinds that lose. */
import { digits, table, withSpread } from '../markdown-table.mjs';
import { geometricMean } from './summary.mjs';

const WORST = 10;
/** Kinds that fewer networks have say little. */
const FEWEST_OF_A_KIND = 2;

const hundredths = (number) => number.toFixed(2);
const cell = (numbers, show) =>
  numbers ? withSpread(numbers.median, [numbers.least, numbers.greatest], show) : '–';

const ratiosOf = (results, engine, which = 'median') =>
  results.flatMap(({ ratios }) => (ratios[engine] ? [ratios[engine][which]] : []));

/** By engine: geometric means of the networks' median and least ratios, and how many networks were timed. */
export const means = (results, engines) =>
  Object.fromEntries(
    engines.flatMap((engine) => {
      const medians = ratiosOf(results, engine);
      if (medians.length === 0) return [];
      const least = geometricMean(ratiosOf(results, engine, 'least'));
      return [[engine, { median: geometricMean(medians), least, networks: medians.length }]];
    }),
  );

/** Kinds with the means of the networks that have them, the slowest on the first engine first. */
export function byKind(results, engines) {
  const kinds = [...new Set(results.flatMap(({ kinds: of }) => of))];
  return kinds
    .map((kind) => ({
      kind,
      means: means(
        results.filter(({ kinds: of }) => of.includes(kind)),
        engines,
      ),
    }))
    .filter(({ means: of }) => Object.values(of).some(({ networks }) => networks >= FEWEST_OF_A_KIND))
    .sort((a, b) => (b.means[engines[0]]?.median ?? 0) - (a.means[engines[0]]?.median ?? 0));
}

const row = (engines, sides) => (result) => [
  String(result.index),
  ...engines.map((engine) => cell(result.ratios[engine], hundredths)),
  ...sides.map((side) => (result.ms[side] ? digits(result.ms[side].median) : '–')),
  ...(engines.includes('auto') ? [result.chosen.auto ?? '–'] : []),
  result.description,
];

function networksTable(results, engines, sides) {
  const heads = [
    '',
    ...engines.map((engine) => `${engine} / keras`),
    ...sides.map((side) => `${side} ms`),
    ...(engines.includes('auto') ? ['auto is'] : []),
    'network',
  ];
  return table(heads, results.map(row(engines, sides)));
}

function worst(results, engine, engines, sides) {
  const slowest = results
    .filter(({ ratios }) => ratios[engine])
    .sort((a, b) => b.ratios[engine].median - a.ratios[engine].median)
    .slice(0, WORST);
  return `The slowest of ${engine} beside Keras:\n\n${networksTable(slowest, engines, sides)}`;
}

const kindsTable = (results, engines) =>
  table(
    ['kind', 'networks', ...engines.map((engine) => `${engine} / keras`)],
    byKind(results, engines).map(({ kind, means: of }) => [
      kind,
      String(Math.max(...Object.values(of).map(({ networks }) => networks))),
      ...engines.map((engine) => (of[engine] ? hundredths(of[engine].median) : '–')),
    ]),
  );

const meansTable = (results, engines) =>
  table(
    ['engine', 'geometric mean of ratios', 'of the least', 'slower than Keras', 'networks'],
    Object.entries(means(results, engines)).map(([engine, { median, least, networks }]) => [
      engine,
      hundredths(median),
      hundredths(least),
      String(ratiosOf(results, engine).filter((ratio) => ratio > 1).length),
      String(networks),
    ]),
  );

/** What went wrong, one line each. */
export const problems = (results) =>
  results.flatMap(({ name, failed, differs }) => [
    ...(differs ? [`${name}: not the same network: ${differs}`] : []),
    ...Object.entries(failed).map(([side, why]) => `${name}: ${side} fails: ${why}`),
  ]);

/**
 * @param results a record for each network: its `index`, `name`, `description`, `kinds`, and what timeNetwork returns
 * @param sides names of all sides
 */
export function networksReport(results, engines, sides) {
  const parts = [networksTable(results, engines, sides)];
  if (results.some(({ ratios }) => Object.keys(ratios).length > 0)) {
    parts.push(...engines.map((engine) => worst(results, engine, engines, sides)));
    parts.push(kindsTable(results, engines), meansTable(results, engines));
  }
  const wrong = problems(results);
  return [...parts, ...(wrong.length > 0 ? [wrong.join('\n')] : [])].join('\n\n');
}
