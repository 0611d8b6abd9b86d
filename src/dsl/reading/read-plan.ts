import type {
  ClassBatchEntry,
  DataUseEntry,
  EvaluationEntry,
  Located,
  LossEntry,
  PhaseEntry,
  RateEntry,
  ReferenceEntry,
  UpdateEntry,
  WeightSelector,
  WordUse,
} from '../document.js';
import { brokenTree, findEntry, entryRange, type YamlTree, type TreeEntry } from '../text/index.js';
import { readAssignments } from './read-assignments.js';
import { readMonitor } from './read-monitor.js';
import { readSchedule } from './read-schedule.js';
import { readSolve } from './read-solve.js';
import { readSelector } from './read-selector.js';
import { readLoad } from './read-load.js';
import {
  validValueAt,
  entriesOfMap,
  locatedKey,
  locatedValue,
  checkUniqueNames,
  asList,
  locatedOptional,
  readExpression,
  readNamedExpressions,
  readWordUse,
  validTrees,
  validEntries,
  writtenValueAt,
  type ReaderContext,
} from './reader-helpers.js';

/** A phase, and before it those that fill the weights which it begins with. */
export function readPhaseEntries(entry: TreeEntry, context: ReaderContext): PhaseEntry[] {
  const phase = readPhaseEntry(entry, context);
  const initial = validEntries(entriesOfMap(writtenValueAt(entry.value, 'initial')));
  return [...initial.map((one) => readInitial(one, entry.value, phase, context)), phase];
}

function readPhaseEntry(entry: TreeEntry, context: ReaderContext): PhaseEntry {
  const tree = entry.value;
  const name = locatedKey(entry);
  const on = writtenValueAt(tree, 'on') ?? nothing(entry);
  const validate = writtenValueAt(tree, 'validate');
  const learningRate = validValueAt(tree, 'learning_rate');
  const stopEarly = writtenValueAt(tree, 'stop_early');
  const starts = validEntries(entriesOfMap(writtenValueAt(tree, 'start')));
  return {
    name,
    was: locatedOptional<string>(tree, 'was'),
    range: entryRange(entry),
    initialOf: null,
    updates: findEntry(tree, 'solve') ? [] : readUpdates(name, entry, context),
    solve: readSolve(tree, asList(writtenValueAt(tree, 'train')).map(readSelector), context),
    freeze: asList(writtenValueAt(tree, 'freeze')).map((frozen) => ({
      ...readSelector(frozen),
      mode: locatedOptional<'weights' | 'inference'>(frozen, 'mode'),
    })),
    data: readDataUse(on),
    epochs: locatedOptional<number>(on, 'epochs'),
    batchSize: locatedOptional<number>(on, 'batch_size'),
    stepsPerEpoch: locatedOptional<number>(on, 'steps_per_epoch'),
    classBatch: readClassBatch(on),
    wires: readNamedExpressions(writtenValueAt(tree, 'wires'), context),
    // Nothing depends on a metric: the phase is complete without it.
    metrics: readNamedExpressions(writtenValueAt(tree, 'metrics'), { ...context, fail: () => undefined }),
    hasUnreadFigures: hasUnreadFigures(tree),
    validate: validate
      ? { data: readDataUse(validate), every: locatedOptional<number>(validate, 'every') }
      : null,
    after: validTrees(asList(writtenValueAt(tree, 'after'))).map((phase) => locatedValue<string>(phase)),
    start: starts
      .filter(({ value }) => value.kind !== 'map')
      .map((start) => ({ network: locatedKey(start), of: locatedValue<string>(start.value) })),
    loads: starts
      .filter(({ value }) => value.kind === 'map')
      .flatMap((start) => {
        const load = readLoad(start.value);
        return load ? [{ network: locatedKey(start), load }] : [];
      }),
    untrained: locatedOptional<boolean>(tree, 'untrained'),
    rates: readRates(writtenValueAt(tree, 'rates')),
    learningRate: learningRate ? readSchedule(learningRate, context) : null,
    keep: readKeep(tree),
    precision: locatedOptional<'float32' | 'bfloat16' | 'float16'>(tree, 'precision'),
    stopEarly: stopEarly ? readStop(stopEarly) : null,
    reference: entriesOfMap(writtenValueAt(tree, 'reference')).map(readReference),
    afterUpdate: readAssignments(tree, context),
  };
}

/**
 * `codebook: {solve: {kmeans: ...}, on: mnist}`: a phase of its own, which solves for one weight. Where it says no data, it goes
 * over those of the phase that begins with it, and has its wires.
 */
function readInitial(
  entry: TreeEntry,
  around: YamlTree,
  phase: PhaseEntry,
  context: ReaderContext,
): PhaseEntry {
  const range = entryRange(entry);
  const weight = locatedKey(entry);
  const inPhase = (of: Located<string>): Located<string> => ({
    value: `${of.value}/${weight.value.slice(namespaceOf(of.value, weight.value).length)}`,
    range: weight.range,
    origin: of.origin,
  });
  const own = validValueAt(entry.value, 'on');
  const on = own ?? writtenValueAt(around, 'on') ?? nothing(entry);
  const selector: WeightSelector = { range: weight.range, pattern: weight, until: null, layerKind: null };
  return {
    name: inPhase(phase.name),
    was: phase.was && inPhase(phase.was),
    range,
    initialOf: phase.name,
    updates: [],
    solve: readSolve(entry.value, [selector], context),
    freeze: [],
    data: readDataUse(on),
    epochs: own ? locatedOptional<number>(own, 'epochs') : null,
    batchSize: locatedOptional<number>(on, 'batch_size'),
    stepsPerEpoch: own ? locatedOptional<number>(own, 'steps_per_epoch') : null,
    classBatch: own ? readClassBatch(own) : null,
    wires: own ? [] : phase.wires,
    metrics: [],
    hasUnreadFigures: false,
    validate: null,
    after: phase.after,
    start: [],
    loads: [],
    untrained: phase.untrained,
    rates: [],
    learningRate: null,
    keep: null,
    precision: phase.precision,
    stopEarly: null,
    reference: [],
    afterUpdate: [],
  };
}

/** `digits.` of a phase and a weight of one part; nothing where they have no part in common. */
function namespaceOf(phase: string, weight: string): string {
  const space = phase.slice(0, phase.lastIndexOf('.') + 1);
  return weight.startsWith(space) ? space : '';
}

/** `{encoder: 0.1, decoder/out: {weight_decay: 0}}`, or a list of maps with `network`. */
function readRates(rates: YamlTree | undefined): RateEntry[] {
  if (rates?.kind !== 'map') return asList(rates).map((one) => ({ ...readSelector(one), ...readGroup(one) }));
  return validEntries(rates.value).map((entry) => ({
    range: entryRange(entry),
    pattern: locatedKey(entry),
    until: null,
    layerKind: null,
    ...(entry.value.kind === 'map'
      ? readGroup(entry.value)
      : { rate: locatedValue<number>(entry.value), weightDecay: null, clipGradients: null }),
  }));
}

const readGroup = (group: YamlTree): Pick<RateEntry, 'rate' | 'weightDecay' | 'clipGradients'> => ({
  rate: locatedOptional<number>(group, 'rate'),
  weightDecay: locatedOptional<number>(group, 'weight_decay'),
  clipGradients: locatedOptional<number>(group, 'clip_gradients'),
});

/** `{val.loss: 0.025}`, or `{val.loss: {1: 0.073, 10: 0.025}}` by epoch. */
function readReference(entry: TreeEntry): ReferenceEntry {
  const { value } = entry;
  const values =
    value.kind === 'map'
      ? validEntries(value.value).map((one) => ({
          epoch: Number(one.key),
          value: locatedValue<number>(one.value),
        }))
      : validTrees([value]).map((one) => ({ epoch: null, value: locatedValue<number>(one) }));
  return { figure: locatedKey(entry), values };
}

/** Whether losses or metrics could not be read as maps, so that the names of figures are unknown. */
function hasUnreadFigures(phase: YamlTree): boolean {
  const updates = asList(writtenValueAt(phase, 'updates'));
  const figures = [phase, ...updates].flatMap((one) => [
    one,
    writtenValueAt(one, 'losses') ?? one,
    writtenValueAt(one, 'metrics') ?? one,
  ]);
  return figures.some(({ kind }) => kind !== 'map');
}

function readStop(tree: YamlTree): PhaseEntry['stopEarly'] {
  const { range } = tree;
  const watch = readMonitor(tree);
  const patience = locatedOptional<number>(tree, 'patience') ?? { value: 0, range, origin: 'default' };
  return watch && { ...watch, patience, range };
}

function readClassBatch(on: YamlTree): ClassBatchEntry | null {
  const tree = writtenValueAt(on, 'batch');
  const classes = tree && locatedOptional<number>(tree, 'classes');
  const each = tree && locatedOptional<number>(tree, 'each');
  if (!classes || !each) return null;
  const { range } = tree;
  const by = locatedOptional<string>(tree, 'by') ?? { value: 'label', range, origin: 'default' };
  return { classes, each, by, range };
}

/** `mnist.test`, or a map with `data`. */
export function readDataUse(tree: YamlTree): DataUseEntry {
  const text = writtenValueAt(tree, 'data') ?? tree;
  return text.kind === 'scalar'
    ? { text: locatedValue<string>(text) }
    : { text: { value: '', range: tree.range, origin: tree.origin }, broken: true };
}

/** Stands for a missing value, which has been reported. */
export const nothing = ({ keyRange }: TreeEntry): YamlTree => brokenTree(keyRange);

/** The phase's own update, named as the phase, or those of its list. */
function readUpdates(name: Located<string>, entry: TreeEntry, context: ReaderContext): UpdateEntry[] {
  const tree = entry.value;
  const list = writtenValueAt(tree, 'updates');
  const common = {
    optimizer: readOptimizer(tree, context),
    clipGradients: locatedOptional<number>(tree, 'clip_gradients'),
  };
  if (!list) return [readUpdate(tree, name, entryRange(entry), common, false, context)];
  const items = asList(list);
  const updates = items.map((item, at) => {
    const own = {
      optimizer: readOptimizer(item, context) ?? common.optimizer,
      clipGradients: locatedOptional<number>(item, 'clip_gradients') ?? common.clipGradients,
    };
    const ownName = locatedOptional<string>(item, 'name') ?? {
      value: items.length === 1 ? name.value : `update_${at + 1}`,
      range: item.range,
      origin: 'default',
    };
    return readUpdate(item, ownName, item.range, own, true, context);
  });
  checkUniqueNames(
    updates.map((update) => update.name),
    'updates',
    context,
  );
  return updates;
}

function readOptimizer(tree: YamlTree, context: ReaderContext): WordUse | null {
  const word = writtenValueAt(tree, 'optimizer');
  return word ? readWordUse(word, 'an optimizer', [], context) : null;
}

function readUpdate(
  tree: YamlTree,
  name: Located<string>,
  range: UpdateEntry['range'],
  moved: Pick<UpdateEntry, 'optimizer' | 'clipGradients'>,
  isOfList: boolean,
  context: ReaderContext,
): UpdateEntry {
  return {
    name,
    range,
    train: asList(writtenValueAt(tree, 'train')).map(readSelector),
    losses: readLosses(tree, context),
    ...moved,
    times: locatedOptional<number>(tree, 'times'),
    afterUpdate: isOfList ? readAssignments(tree, context) : [],
  };
}

function readLosses(tree: YamlTree, context: ReaderContext): LossEntry[] {
  const loss = findEntry(tree, 'loss');
  if (loss) {
    const value = readExpression(loss.value, context);
    return [{ name: locatedKey(loss), value, weight: null, range: entryRange(loss) }];
  }
  return entriesOfMap(writtenValueAt(tree, 'losses')).map((entry) => ({
    name: locatedKey(entry),
    value: readExpression(writtenValueAt(entry.value, 'value') ?? entry.value, context),
    weight: readLossWeight(entry.value, context),
    range: entryRange(entry),
  }));
}

function readLossWeight(loss: YamlTree, context: ReaderContext): LossEntry['weight'] {
  const weight = validValueAt(loss, 'weight');
  return weight ? readSchedule(weight, context) : null;
}

/** `best`, `last`, `{best: val.accuracy}`, or `{best: {monitor: val.far, mode: max}}`. */
function readKeep(phase: YamlTree): PhaseEntry['keep'] {
  const keep = findEntry(phase, 'keep');
  if (!keep) return null;
  if (keep.value.kind === 'broken') return null;
  if (keep.value.kind !== 'map') return { which: locatedValue<'best' | 'last'>(keep.value), watch: null };
  const best = findEntry(keep.value, 'best');
  return best ? { which: locatedKey(best) as Located<'best'>, watch: readMonitor(best.value) } : null;
}

export function readEvaluationEntry(entry: TreeEntry, context: ReaderContext): EvaluationEntry {
  const { value } = entry;
  return {
    name: locatedKey(entry),
    range: entryRange(entry),
    on: readDataUse(writtenValueAt(value, 'on') ?? nothing(entry)),
    measure: readExpression(writtenValueAt(value, 'measure') ?? nothing(entry), context),
    expect: locatedOptional<string>(value, 'expect'),
    reference: locatedOptional<number>(value, 'reference'),
    untrained: locatedOptional<boolean>(value, 'untrained'),
  };
}
