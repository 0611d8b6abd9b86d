import type {
  DataUseEntry,
  EvaluationEntry,
  Located,
  LossEntry,
  PhaseEntry,
  RampEntry,
  ReportEntry,
  Selector,
  UpdateEntry,
  WatchEntry,
  WordUse,
} from '../document.js';
import { at, entryOf, entryRange, type Tree, type TreeEntry } from '../text/index.js';
import {
  all,
  entries,
  keyOf,
  located,
  onceOnly,
  oneOrMore,
  optional,
  readEach,
  readExpression,
  readNamed,
  readWord,
  type Reading,
} from './common.js';

export function readPhase(entry: TreeEntry, reading: Reading): PhaseEntry | undefined {
  const tree = entry.value;
  const name = keyOf(entry);
  const on = at(tree, 'on')!;
  const updates = readUpdates(name, entry, reading);
  const wires = readNamed(at(tree, 'wires'), reading);
  const metrics = readEach(at(tree, 'metrics'), reading);
  if (!updates || !wires) return undefined;
  const read = new Set(metrics.map(({ name: metric }) => metric.value));
  const unread = entries(at(tree, 'metrics')).flatMap(({ key }) => (read.has(key) ? [] : [key]));
  const validate = at(tree, 'validate');
  const learningRate = at(tree, 'learning_rate');
  const stopEarly = at(tree, 'stop_early');
  return {
    name,
    range: entryRange(entry),
    updates,
    freeze: oneOrMore(at(tree, 'freeze')).map((frozen) => ({
      ...readSelector(frozen),
      mode: optional<'weights' | 'inference'>(frozen, 'mode'),
    })),
    data: dataUse(on),
    epochs: optional<number>(on, 'epochs'),
    batchSize: optional<number>(on, 'batch_size'),
    stepsPerEpoch: optional<number>(on, 'steps_per_epoch'),
    wires,
    metrics,
    ...(unread.length > 0 ? { unreadMetrics: unread } : {}),
    validate: validate ? { data: dataUse(validate), every: optional<number>(validate, 'every') } : null,
    after: oneOrMore(at(tree, 'after')).map((phase) => located<string>(phase)),
    start: entries(at(tree, 'start')).map((start) => ({
      network: keyOf(start),
      of: located<string>(start.value),
    })),
    untrained: optional<boolean>(tree, 'untrained'),
    clipGradients: optional<number>(tree, 'clip_gradients'),
    learningRate: learningRate ? readRamp(learningRate) : null,
    keep: readKeep(tree),
    precision: optional<'float32' | 'bfloat16' | 'float16'>(tree, 'precision'),
    stopEarly: stopEarly
      ? {
          ...readWatch(stopEarly),
          patience: optional<number>(stopEarly, 'patience') ?? {
            value: 0,
            range: stopEarly.range,
            origin: 'default',
          },
          range: stopEarly.range,
        }
      : null,
  };
}

/** `mnist.test`, or a map with `data`. */
function dataUse(tree: Tree): DataUseEntry {
  return { text: located<string>(at(tree, 'data') ?? tree) };
}

/** The phase's own update under its name, or those of its list. */
function readUpdates(name: Located<string>, entry: TreeEntry, reading: Reading): UpdateEntry[] | undefined {
  const tree = entry.value;
  const list = at(tree, 'updates');
  const written = at(tree, 'optimizer');
  const optimizer = written ? readWord(written, 'an optimizer', [], reading) : null;
  if (optimizer === undefined) return undefined;
  if (!list) {
    const update = readUpdate(tree, name, entryRange(entry), optimizer, reading);
    return update && [update];
  }
  const items = oneOrMore(list);
  const updates = all(items, (item) => {
    const own = at(item, 'optimizer');
    const ownOptimizer = own ? readWord(own, 'an optimizer', [], reading) : optimizer;
    if (ownOptimizer === undefined) return undefined;
    const ownName = optional<string>(item, 'name') ?? {
      value: items.length === 1 ? name.value : `update_${items.indexOf(item) + 1}`,
      range: item.range,
      origin: 'default',
    };
    return readUpdate(item, ownName, item.range, ownOptimizer, reading);
  });
  return updates &&
    onceOnly(
      updates.map((update) => update.name),
      'updates',
      reading,
    )
    ? updates
    : undefined;
}

function readUpdate(
  tree: Tree,
  name: Located<string>,
  range: UpdateEntry['range'],
  optimizer: WordUse | null,
  reading: Reading,
): UpdateEntry | undefined {
  const losses = readLosses(tree, reading);
  return (
    losses && {
      name,
      range,
      train: oneOrMore(at(tree, 'train')).map(readSelector),
      losses,
      optimizer,
      times: optional<number>(tree, 'times'),
    }
  );
}

function readSelector(tree: Tree): Selector {
  return {
    range: tree.range,
    pattern: located<string>(at(tree, 'network') ?? tree),
    until: optional<string>(tree, 'until'),
    layerKind: optional<string>(tree, 'kind'),
  };
}

function readLosses(tree: Tree, reading: Reading): LossEntry[] | undefined {
  const loss = entryOf(tree, 'loss');
  if (loss) {
    const value = readExpression(loss.value, reading);
    return value && [{ name: keyOf(loss), value, weight: null, range: entryRange(loss) }];
  }
  return all(entries(at(tree, 'losses')), (entry) => {
    const value = readExpression(at(entry.value, 'value') ?? entry.value, reading);
    return value && { name: keyOf(entry), value, weight: readWeight(entry.value), range: entryRange(entry) };
  });
}

function readWeight(loss: Tree): LossEntry['weight'] {
  const weight = at(loss, 'weight');
  if (!weight) return null;
  return weight.kind === 'map' ? readRamp(weight) : located<number>(weight);
}

/** `best`, `last`, `{best: val.accuracy}`, or `{best: {monitor: val.far, mode: max}}`. */
function readKeep(phase: Tree): PhaseEntry['keep'] {
  const keep = entryOf(phase, 'keep');
  if (!keep) return null;
  if (keep.value.kind !== 'map') return { which: located<'best' | 'last'>(keep.value), watch: null };
  const best = entryOf(keep.value, 'best')!;
  return { which: keyOf(best) as Located<'best'>, watch: readWatch(best.value) };
}

function readWatch(tree: Tree): WatchEntry {
  return {
    monitor: located<string>(at(tree, 'monitor') ?? tree),
    mode: optional<'min' | 'max'>(tree, 'mode'),
  };
}

function readRamp(tree: Tree): RampEntry {
  const [from, to] = oneOrMore(at(tree, 'ramp')).map((end) => located<number>(end));
  return { ramp: [from!, to!], epochs: optional<number>(tree, 'epochs')!, range: tree.range };
}

export function readEvaluation(entry: TreeEntry, reading: Reading): EvaluationEntry | undefined {
  const measure = readExpression(at(entry.value, 'measure')!, reading);
  return (
    measure && {
      name: keyOf(entry),
      range: entryRange(entry),
      on: dataUse(at(entry.value, 'on')!),
      measure,
      expect: optional<string>(entry.value, 'expect'),
      untrained: optional<boolean>(entry.value, 'untrained'),
    }
  );
}

export function readReport(tree: Tree, reading: Reading): ReportEntry | undefined {
  const curves = at(tree, 'curves');
  const { range } = tree;
  if (curves) {
    return { kind: 'curves', range, phases: oneOrMore(curves).map((phase) => located<string>(phase)) };
  }
  const body = at(tree, 'translations')!;
  const rows = all(oneOrMore(at(body, 'rows')), (row) => readExpression(row, reading));
  return (
    rows && {
      kind: 'translations',
      range,
      on: dataUse(at(body, 'on')!),
      rows,
      count: optional<number>(body, 'count'),
      untrained: optional<boolean>(body, 'untrained'),
    }
  );
}
