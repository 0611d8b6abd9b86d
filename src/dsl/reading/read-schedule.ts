import type { Located, MonitorEntry, PlateauEntry, ScheduleEntry } from '../document.js';
import { KERAS_SCHEDULES, kerasSchedule } from '../keras-schedules.js';
import type { TreeEntry, YamlTree } from '../text/index.js';
import { readMonitor } from './read-monitor.js';
import {
  asList,
  entriesOfMap,
  locatedOptional,
  locatedValue,
  readExpression,
  validTrees,
  validValueAt,
  type ReaderContext,
} from './reader-helpers.js';

/** Null if one of its numbers could not be read. */
export function readSchedule(tree: YamlTree, context: ReaderContext): ScheduleEntry | null {
  const { range } = tree;
  if (tree.kind === 'scalar') {
    return typeof tree.value === 'number'
      ? locatedValue<number>(tree)
      : { formula: readExpression(tree, context), range };
  }
  const ends = (key: string) => {
    const [from, to] = asList(validValueAt(tree, key)).map((end) => locatedValue<number>(end));
    return from && to && ([from, to] as [Located<number>, Located<number>]);
  };
  const plateau = validValueAt(tree, 'plateau');
  if (plateau) {
    const watch = readMonitor(plateau);
    return watch && { plateau: readPlateau(plateau, watch), range };
  }
  const named = entriesOfMap(tree).find(({ key }) => KERAS_SCHEDULES.includes(key));
  if (named) return readKerasSchedule(named, range);
  const epochs = locatedOptional<number>(tree, 'epochs');
  const steps = validValueAt(tree, 'steps');
  if (steps) {
    const read = entriesOfMap(steps).map(({ key, value }) => ({
      epoch: Number(key),
      value: locatedValue<number>(value),
    }));
    return { steps: read.sort((a, b) => a.epoch - b.epoch), range };
  }
  const exponential = ends('exponential');
  if (exponential) return { exponential, epochs, range };
  const cosine = ends('cosine');
  if (cosine) return { cosine, warmup: locatedOptional<number>(tree, 'warmup'), epochs, range };
  const ramp = ends('ramp');
  return ramp && epochs ? { ramp, epochs, range } : null;
}

/** Null if one of its arguments is wrong or missing, which has been reported. */
function readKerasSchedule(
  { key, keyRange, value }: TreeEntry,
  range: ScheduleEntry['range'],
): ScheduleEntry | null {
  const given = entriesOfMap(value).map(({ key: name, value: tree }) => {
    const items = tree.kind === 'list' ? validTrees(tree.value).map((one) => one.value as number) : null;
    const isWhole = tree.kind === 'list' ? items!.length === tree.value.length : tree.kind === 'scalar';
    return { name, tree, isWhole, value: items ?? (tree.value as number | boolean) };
  });
  if (given.some(({ isWhole }) => !isWhole)) return null;
  const written = Object.fromEntries(given.map(({ name, value: one }) => [name, one]));
  const { required, defaults } = kerasSchedule(key);
  if (required.some((name) => !Object.hasOwn(written, name))) return null;
  return {
    keras: { value: key, range: keyRange, origin: 'written' },
    args: { ...defaults, ...written },
    places: Object.fromEntries(given.map(({ name, tree }) => [name, tree.range])),
    range,
  };
}

function readPlateau(tree: YamlTree, watch: MonitorEntry): PlateauEntry {
  const number = (key: string, standard: number) => locatedOptional<number>(tree, key)?.value ?? standard;
  return {
    ...watch,
    factor: number('factor', 0.1),
    patience: number('patience', 10),
    minDelta: number('min_delta', 0.0001),
    cooldown: number('cooldown', 0),
    least: number('min_lr', 0),
  };
}
