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
import { broken, entryOf, entryRange, type Tree, type TreeEntry } from '../text/index.js';
import {
  at,
  entries,
  keyOf,
  located,
  onceOnly,
  oneOrMore,
  optional,
  readExpression,
  readNamed,
  readWord,
  sound,
  soundEntries,
  written,
  type Reading,
} from './common.js';

export function readPhase(entry: TreeEntry, reading: Reading): PhaseEntry {
  const tree = entry.value;
  const name = keyOf(entry);
  const on = written(tree, 'on') ?? nothing(entry);
  const validate = written(tree, 'validate');
  const learningRate = at(tree, 'learning_rate');
  const stopEarly = written(tree, 'stop_early');
  return {
    name,
    range: entryRange(entry),
    updates: readUpdates(name, entry, reading),
    freeze: oneOrMore(written(tree, 'freeze')).map((frozen) => ({
      ...readSelector(frozen),
      mode: optional<'weights' | 'inference'>(frozen, 'mode'),
    })),
    data: dataUse(on),
    epochs: optional<number>(on, 'epochs'),
    batchSize: optional<number>(on, 'batch_size'),
    stepsPerEpoch: optional<number>(on, 'steps_per_epoch'),
    wires: readNamed(written(tree, 'wires'), reading),
    // Nothing else depends on a metric: without it, the phase is whole.
    metrics: readNamed(written(tree, 'metrics'), { ...reading, fail: () => undefined }),
    hasUnreadFigures: hasUnreadFigures(tree),
    validate: validate ? { data: dataUse(validate), every: optional<number>(validate, 'every') } : null,
    after: sound(oneOrMore(written(tree, 'after'))).map((phase) => located<string>(phase)),
    start: soundEntries(entries(written(tree, 'start'))).map((start) => ({
      network: keyOf(start),
      of: located<string>(start.value),
    })),
    untrained: optional<boolean>(tree, 'untrained'),
    clipGradients: optional<number>(tree, 'clip_gradients'),
    learningRate: learningRate ? readRamp(learningRate) : null,
    keep: readKeep(tree),
    precision: optional<'float32' | 'bfloat16' | 'float16'>(tree, 'precision'),
    stopEarly: stopEarly ? readStop(stopEarly) : null,
  };
}

/** Whether losses or metrics could not be read as maps, so that the names of figures are not known. */
function hasUnreadFigures(phase: Tree): boolean {
  const updates = oneOrMore(written(phase, 'updates'));
  const figures = [phase, ...updates].flatMap((one) => [
    one,
    written(one, 'losses') ?? one,
    written(one, 'metrics') ?? one,
  ]);
  return figures.some(({ kind }) => kind !== 'map');
}

function readStop(tree: Tree): PhaseEntry['stopEarly'] {
  const { range } = tree;
  const watch = readWatch(tree);
  const patience = optional<number>(tree, 'patience') ?? { value: 0, range, origin: 'default' };
  return watch && { ...watch, patience, range };
}

/** `mnist.test`, or a map with `data`. */
function dataUse(tree: Tree): DataUseEntry {
  const text = written(tree, 'data') ?? tree;
  return text.kind === 'scalar'
    ? { text: located<string>(text) }
    : { text: { value: '', range: tree.range, origin: tree.origin }, broken: true };
}

/** What stands for a value that is missing, which is reported. */
const nothing = ({ keyRange }: TreeEntry): Tree => broken(keyRange);

/** The phase's own update under its name, or those of its list. */
function readUpdates(name: Located<string>, entry: TreeEntry, reading: Reading): UpdateEntry[] {
  const tree = entry.value;
  const list = written(tree, 'updates');
  const optimizer = readOptimizer(tree, reading);
  if (!list) return [readUpdate(tree, name, entryRange(entry), optimizer, reading)];
  const items = oneOrMore(list);
  const updates = items.map((item, at) => {
    const own = readOptimizer(item, reading) ?? optimizer;
    const ownName = optional<string>(item, 'name') ?? {
      value: items.length === 1 ? name.value : `update_${at + 1}`,
      range: item.range,
      origin: 'default',
    };
    return readUpdate(item, ownName, item.range, own, reading);
  });
  onceOnly(
    updates.map((update) => update.name),
    'updates',
    reading,
  );
  return updates;
}

function readOptimizer(tree: Tree, reading: Reading): WordUse | null {
  const word = written(tree, 'optimizer');
  return word ? readWord(word, 'an optimizer', [], reading) : null;
}

function readUpdate(
  tree: Tree,
  name: Located<string>,
  range: UpdateEntry['range'],
  optimizer: WordUse | null,
  reading: Reading,
): UpdateEntry {
  return {
    name,
    range,
    train: oneOrMore(written(tree, 'train')).map(readSelector),
    losses: readLosses(tree, reading),
    optimizer,
    times: optional<number>(tree, 'times'),
  };
}

function readSelector(tree: Tree): Selector {
  const { range, origin } = tree;
  const pattern = tree.kind === 'map' ? at(tree, 'network') : tree;
  const isWhole = sound([tree]).length > 0 && pattern?.kind === 'scalar';
  return {
    range,
    pattern: isWhole ? located<string>(pattern) : { value: '', range, origin },
    until: optional<string>(tree, 'until'),
    layerKind: optional<string>(tree, 'kind'),
    ...(isWhole ? {} : { broken: true }),
  };
}

function readLosses(tree: Tree, reading: Reading): LossEntry[] {
  const loss = entryOf(tree, 'loss');
  if (loss) {
    const value = readExpression(loss.value, reading);
    return [{ name: keyOf(loss), value, weight: null, range: entryRange(loss) }];
  }
  return entries(written(tree, 'losses')).map((entry) => ({
    name: keyOf(entry),
    value: readExpression(written(entry.value, 'value') ?? entry.value, reading),
    weight: readWeight(entry.value),
    range: entryRange(entry),
  }));
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
  if (keep.value.kind === 'broken') return null;
  if (keep.value.kind !== 'map') return { which: located<'best' | 'last'>(keep.value), watch: null };
  const best = entryOf(keep.value, 'best');
  return best ? { which: keyOf(best) as Located<'best'>, watch: readWatch(best.value) } : null;
}

/** Null where what is watched could not be read. */
function readWatch(tree: Tree): WatchEntry | null {
  const monitor = at(tree, 'monitor') ?? tree;
  if (monitor.kind !== 'scalar') return null;
  return { monitor: located<string>(monitor), mode: optional<'min' | 'max'>(tree, 'mode') };
}

/** Null where one of its numbers could not be read. */
function readRamp(tree: Tree): RampEntry | null {
  const [from, to] = oneOrMore(at(tree, 'ramp')).map((end) => located<number>(end));
  const epochs = optional<number>(tree, 'epochs');
  return from && to && epochs ? { ramp: [from, to], epochs, range: tree.range } : null;
}

export function readEvaluation(entry: TreeEntry, reading: Reading): EvaluationEntry {
  const { value } = entry;
  return {
    name: keyOf(entry),
    range: entryRange(entry),
    on: dataUse(written(value, 'on') ?? nothing(entry)),
    measure: readExpression(written(value, 'measure') ?? nothing(entry), reading),
    expect: optional<string>(value, 'expect'),
    untrained: optional<boolean>(value, 'untrained'),
  };
}

export function readReport(entry: TreeEntry, reading: Reading): ReportEntry {
  const { value } = entry;
  const { range } = value;
  const curves = written(value, 'curves');
  if (curves) {
    const phases = sound(oneOrMore(curves)).map((phase) => located<string>(phase));
    return { kind: 'curves', range, phases };
  }
  const body = written(value, 'translations') ?? nothing(entry);
  return {
    kind: 'translations',
    range,
    on: dataUse(written(body, 'on') ?? nothing(entry)),
    rows: oneOrMore(written(body, 'rows')).map((row) => readExpression(row, reading)),
    count: optional<number>(body, 'count'),
    untrained: optional<boolean>(body, 'untrained'),
  };
}
