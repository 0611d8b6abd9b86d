import type { DiagnosticReporter } from '../../diagnostics/index.js';
import type { Located } from '../document.js';
import { containsBroken, type ListTree, type YamlTree } from '../text/index.js';
import { locatedValue } from './reader-helpers.js';

export interface Seeds {
  seed: Located<number>;
  /** All of them, `seed` first. */
  seeds: readonly number[];
}

/**
 * `seed` and `seeds`: a number of seeds counts from `seed` on; a list says which, and `seed`, if it stands there as well,
 * must be one of them. A seed that is given for one run is the only one, unless seeds are as well.
 */
export function readSeeds(
  written: { seed: YamlTree | undefined; seeds: YamlTree | undefined },
  otherwise: Located<number>,
  report: DiagnosticReporter,
): Seeds {
  const given = isWhole(written.seed) ? locatedValue<number>(written.seed) : null;
  const seed = given ?? otherwise;
  const several = written.seeds;
  const isOnlyOne = given?.origin === 'override' && several?.origin !== 'override';
  if (!several || isOnlyOne || containsBroken(several)) return { seed, seeds: [seed.value] };
  if (several.kind !== 'list') {
    const count = typeof several.value === 'number' ? several.value : 1;
    if (seed.value > Number.MAX_SAFE_INTEGER - (count - 1)) {
      report({
        code: 'out-of-range',
        message: `the last of these ${count} seeds is too large`,
        range: several.range,
        help: `they count from the seed ${seed.value} on; take a smaller one`,
      });
    }
    return { seed, seeds: Array.from({ length: count }, (_, at) => seed.value + at) };
  }
  const list = listedSeeds(several, report);
  if (given && !list.some(({ value }) => value === given.value)) {
    report({
      code: 'conflicting-keys',
      message: `\`seeds\` lists ${list.map(({ value }) => value).join(', ')}, but \`seed\` is ${given.value}`,
      range: given.range,
      notes: [{ message: 'the seeds are listed here', range: several.range }],
      help: 'leave out `seed`, or add it to the list',
    });
  }
  const first = given ?? list[0] ?? seed;
  return {
    seed: first,
    seeds: [first.value, ...list.map(({ value }) => value).filter((value) => value !== first.value)],
  };
}

const isWhole = (tree: YamlTree | undefined): tree is YamlTree =>
  tree?.kind === 'scalar' && typeof tree.value === 'number';

function listedSeeds(list: ListTree, report: DiagnosticReporter): Located<number>[] {
  const seen = new Map<number, Located<number>>();
  for (const item of list.value) {
    const seed = locatedValue<number>(item);
    const first = seen.get(seed.value);
    if (!first) seen.set(seed.value, seed);
    else {
      report({
        code: 'duplicate-name',
        message: `the seed ${seed.value} stands twice in this list`,
        range: seed.range,
        notes: [{ message: 'the first one is here', range: first.range }],
        help: 'remove one of them',
      });
    }
  }
  return [...seen.values()];
}
