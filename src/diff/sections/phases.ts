import {
  scheduleText,
  type DataUse,
  type MonitoredFigure,
  type Network,
  type Phase,
  type Update,
} from '../../compiler/index.js';
import { solvers } from '../../vocabulary/index.js';
import { added, changed, removed, renamed } from '../changes.js';
import { pairEntries, type Comparison, type EntryPair } from '../comparison.js';
import type { Change, EntryDiff } from '../diff-types.js';
import { entryOf, formerName } from '../entries.js';
import { pairNames, trainedNetworks, wireNumbers } from '../match/index.js';
import {
  type ExpressionSide,
  assignedText,
  assignmentText,
  expressionChange,
  listText,
  numberOf,
  optimizersText,
  valueText,
  wordText,
  loadText,
} from '../text/index.js';
import { COPY_AT_START, START_OF } from '../start-changes.js';
import { roleChanges } from './roles.js';

export function phaseDiffs(comparison: Comparison): EntryDiff[] {
  const { a, b, correspondence } = comparison;
  return pairEntries(a.phases, b.phases).flatMap((pair): EntryDiff[] => {
    if (!pair.a) return [entryOf('plan', 'added', pair.b, { summary: phaseText(pair.b) })];
    if (!pair.b) return [entryOf('plan', 'removed', pair.a, { summary: phaseText(pair.a) })];
    const was = formerName(correspondence.phases, pair.b.name);
    const changes = phaseChanges(pair.a, pair.b, comparison);
    if (was === null && changes.length === 0) return [];
    const summary = was !== null && changes.length === 0 ? 'the same training' : null;
    return [entryOf('plan', was === null ? 'changed' : 'renamed', pair.b, { was, changes, summary })];
  });
}

export const dataText = ({ dataset, split }: DataUse): string =>
  split === 'train' ? dataset : `${dataset}.${split}`;

/** `trains linker on pairs, 15 epochs, by Adadelta 1` */
function phaseText(phase: Phase): string {
  const optimizers = phase.solve
    ? [optimizersText(phase)]
    : [...new Set(phase.updates.map((update) => optimizerText(update)))];
  return [
    `${phase.solve ? 'solves for' : 'trains'} ${listText(trainedNetworks(phase)) || 'nothing'} on ${dataText(phase.data)}`,
    numberOf(phase.epochs, 'epoch'),
    `by ${listText(optimizers)}`,
  ].join(', ');
}

function optimizerText({ optimizer }: Update): string {
  const { name, args, learningRate } = optimizer;
  if (typeof learningRate === 'number') return wordText('optimizer', name, args);
  return `${wordText('optimizer', name, { ...args, learning_rate: scheduleText(learningRate) })}`;
}

function phaseChanges(a: Phase, b: Phase, comparison: Comparison): Change[] {
  const networksOf = (all: readonly Network[]) => new Map(all.map((network) => [network.name, network]));
  return [
    ...settingChanges(a, b, comparison),
    ...roleChanges(a, b, networksOf(comparison.a.networks), networksOf(comparison.b.networks)),
    ...updateChanges(a, b, comparison),
    ...solveChanges(a, b, comparison),
    ...startChanges(a, b),
    ...figureChanges(a, b, comparison),
  ];
}

function settingChanges(a: Phase, b: Phase, { origins }: Comparison): Change[] {
  const written = origins.b.phase(b.name);
  const steps = ({ stepsPerEpoch }: Phase) => (stepsPerEpoch === null ? 'one pass' : String(stepsPerEpoch));
  const kept = ({ keep }: Phase) => (keep === 'last' ? 'the last' : `the best by ${monitorText(keep.best)}`);
  const stop = ({ stopEarly }: Phase) =>
    stopEarly === null
      ? 'none'
      : `after ${numberOf(stopEarly.patience, 'epoch')} without a better ${monitorText(stopEarly)}`;
  return [
    ...changed('data', dataText(a.data), dataText(b.data), { note: origins.b.note(written?.data.text) }),
    ...changed('epochs', String(a.epochs), String(b.epochs), { note: origins.b.note(written?.epochs) }),
    ...changed('batch size', String(a.batchSize), String(b.batchSize), {
      note: origins.b.note(written?.batchSize),
    }),
    ...changed('classes in a batch', classBatchText(a), classBatchText(b)),
    ...changed('steps per epoch', steps(a), steps(b), { note: origins.b.note(written?.stepsPerEpoch) }),
    ...changed('kept epoch', kept(a), kept(b)),
    ...changed('early stopping', stop(a), stop(b)),
    ...changed('plateau', plateauText(a), plateauText(b)),
    ...changed('precision', a.precision ?? 'float32', b.precision ?? 'float32'),
    ...referenceChanges(a, b),
  ];
}

const classBatchText = ({ classBatch }: Phase): string =>
  classBatch ? `${classBatch.classes} of ${classBatch.label}, ${classBatch.each} of each` : 'as they come';

/** By figure and epoch. They are shown beside the curves and change nothing. */
function referenceChanges(a: Phase, b: Phase): Change[] {
  const valuesOf = ({ reference = [] }: Phase) =>
    new Map(
      reference.map(({ figure, epoch, value }) => [
        epoch === null ? `reference ${figure}` : `reference ${figure} after epoch ${epoch}`,
        valueText(value),
      ]),
    );
  const [before, after] = [valuesOf(a), valuesOf(b)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((what) =>
    changed(what, before.get(what) ?? 'none', after.get(what) ?? 'none', { affects: 'nothing' }),
  );
}

const plateauText = ({ plateau }: Phase): string =>
  plateau === undefined
    ? 'none'
    : `learning rate by ${plateau.factor} after ${numberOf(plateau.patience, 'epoch')} without a better ${monitorText(plateau)}, by ${plateau.minDelta} at least, then a rest of ${numberOf(plateau.cooldown, 'epoch')}, down to ${plateau.least}`;

const monitorText = ({ figure, mode }: MonitoredFigure): string =>
  `${figure} (${mode === 'min' ? 'smaller' : 'larger'} is better)`;

/** `encoder/latent/kernel 0.1`, of at most some weights. */
function ratesText({ rates = [] }: Update): string {
  const texts = rates.map(
    ({ weight, rate, weightDecay }) =>
      `${weight} ${rate}${weightDecay === undefined ? '' : ` (weight decay ${weightDecay})`}`,
  );
  const shown = texts.slice(0, 4).join(', ');
  return texts.length === 0 ? 'none' : texts.length > 4 ? `${shown} and ${texts.length - 4} more` : shown;
}

/** `1`, or `1, of encoder/latent/kernel and 3 more 0.5` with groups. */
function clipText({ clipGradients, clipped = [] }: Update): string {
  const groups = clipped.map(({ most, weights: [first, ...others] }) => {
    const more = others.length === 0 ? '' : ` and ${others.length} more`;
    return `of ${first!}${more} ${most}`;
  });
  return [valueText(clipGradients ?? 'none'), ...groups].join(', ');
}

function updateChanges(a: Phase, b: Phase, comparison: Comparison): Change[] {
  const single = a.updates.length === 1 && b.updates.length === 1;
  const before = new Map(a.updates.map((update) => [update.name, update]));
  const names = new Set(b.updates.map(({ name }) => name));
  return [
    ...b.updates.flatMap((update): Change[] => {
      const old = single ? a.updates[0]! : before.get(update.name);
      const of = single ? '' : `${update.name}: `;
      if (!old) return [added('update', `${update.name}, by ${optimizerText(update)}`)];
      return [
        ...changed(`${of}optimizer`, optimizerText(old), optimizerText(update), {
          note: optimizerNote(b, update, comparison),
        }),
        ...lossChanges({ phase: a, update: old }, { phase: b, update }, of, comparison),
        ...changed(`${of}clip gradients`, clipText(old), clipText(update)),
        ...changed(`${of}rates`, ratesText(old), ratesText(update)),
        ...changed(`${of}times a batch`, String(old.times), String(update.times)),
        ...assignmentChanges({ phase: a, update: old }, { phase: b, update }, of, comparison),
        ...(single || old.weights.join() === update.weights.join() || sameNetworks(old, update)
          ? []
          : changed(`${of}trains`, listText(networksOf(old)), listText(networksOf(update)))),
      ];
    }),
    ...(single
      ? []
      : a.updates
          .filter(({ name }) => !names.has(name))
          .map((update) => removed('update', `${update.name}, by ${optimizerText(update)}`))),
  ];
}

/** The method, with its arguments and values. */
function solveChanges(a: Phase, b: Phase, comparison: Comparison): Change[] {
  const [one, other] = [a.solve, b.solve];
  const text = (phase: Phase) => (phase.solve ? optimizersText(phase) : 'none');
  if (!one || !other) return changed('method', text(a), text(b));
  const side = sideOf(comparison);
  const key = solvers.get(other.method)!.second?.key;
  const targets = ({ solved }: NonNullable<Phase['solve']>): string =>
    listText(solved.map(({ weight }) => weight));
  return [
    ...changed('method', text(a), text(b)),
    ...changed('solves for', targets(one), targets(other)),
    ...expressionChanges('inputs', side(a, one.inputs), side(b, other.inputs)),
    ...(key !== undefined && one.second !== null && other.second !== null
      ? expressionChanges(key, side(a, one.second), side(b, other.second))
      : []),
  ];
}

const networksOf = ({ weights }: Update): string[] => [
  ...new Set(weights.map((weight) => weight.split('/', 1)[0]!)),
];

const sameNetworks = (a: Update, b: Update): boolean => networksOf(a).join() === networksOf(b).join();

function optimizerNote({ name }: Phase, update: Update, { origins }: Comparison): string | null {
  const use = origins.b.phase(name)?.updates.find((one) => one.name.value === update.name)?.optimizer;
  return use ? (origins.b.note(use.word) ?? origins.b.note(use.main ?? use.args[0]?.value)) : null;
}

interface UpdateOfPhase {
  phase: Phase;
  update: Update;
}

function lossChanges(a: UpdateOfPhase, b: UpdateOfPhase, of: string, comparison: Comparison): Change[] {
  const what = (name: string) => (name === 'loss' ? `${of}loss` : `${of}loss ${name}`);
  const [oldTerms, terms] = [a.update.losses, b.update.losses];
  const pairs =
    oldTerms.length === 1 && terms.length === 1
      ? [{ a: oldTerms[0]!, b: terms[0]! }]
      : pairExpressions({ ...a.phase, terms: oldTerms }, { ...b.phase, terms }, comparison);
  const side = sideOf(comparison);
  const { writers } = comparison;
  return pairs.flatMap((pair): Change[] => {
    if (!pair.a) return [added(what(pair.b.name), writers.b.text(b.phase.wires, pair.b.wire))];
    if (!pair.b) return [removed(what(pair.a.name), writers.a.text(a.phase.wires, pair.a.wire))];
    const isRenamed = pair.a.name !== pair.b.name;
    return [
      ...(isRenamed ? [renamed(`${of}loss`, pair.a.name, pair.b.name, { affects: 'figures' })] : []),
      ...expressionChanges(what(pair.b.name), side(a.phase, pair.a.wire), side(b.phase, pair.b.wire)),
      ...changed(`${what(pair.b.name)} weight`, scheduleText(pair.a.weight), scheduleText(pair.b.weight)),
    ];
  });
}

/** Assignments by what they change and how; of those of one kind to the same weights, by their order. */
function assignmentChanges(a: UpdateOfPhase, b: UpdateOfPhase, of: string, comparison: Comparison): Change[] {
  const { writers } = comparison;
  const listed = ({ phase, update }: UpdateOfPhase, side: 'a' | 'b') => {
    const { networks } = comparison[side];
    const counts = new Map<string, number>();
    return (update.assignments ?? []).map((assignment) => {
      const kind = `${assignment.kind} ${assignedText(assignment, networks)}`;
      const count = counts.get(kind) ?? 0;
      counts.set(kind, count + 1);
      const text = (writer: typeof writers.a) =>
        assignmentText(assignment, networks, ({ wire }) => writer.text(phase.wires, wire));
      return { name: `${kind} ${count}`, phase, assignment, text };
    });
  };
  const [before, after] = [listed(a, 'a'), listed(b, 'b')];
  const pairs = pairEntries(before, after);
  const kept = (list: typeof before, others: typeof before) =>
    list.flatMap(({ name, text }) =>
      others.some((other) => other.name === name) ? [{ name, text: text(writers.common) }] : [],
    );
  const [orderA, orderB] = [kept(before, after), kept(after, before)];
  const isMoved = orderA.some(({ name }, at) => orderB[at]!.name !== name);
  const what = `${of}assignments`;
  return [
    ...pairs.flatMap((pair): Change[] => {
      if (!pair.a) return [added(what, pair.b.text(writers.b))];
      if (!pair.b) return [removed(what, pair.a.text(writers.a))];
      const found = changed(what, pair.a.text(writers.common), pair.b.text(writers.common));
      const [one, other] = [pair.a.assignment, pair.b.assignment];
      if (found.length > 0 || one.kind !== 'assign' || other.kind !== 'assign') return found;
      const side = sideOf(comparison);
      return expressionChanges(what, side(pair.a.phase, one.wire), side(pair.b.phase, other.wire));
    }),
    ...(isMoved
      ? changed(
          `${what}, in this order`,
          listText(orderA.map(({ text }) => text)),
          listText(orderB.map(({ text }) => text)),
        )
      : []),
  ];
}

interface NamedWire {
  name: string;
  wire: number;
}

/** Losses or metrics of two phases: by name, then by what they compute. */
function pairExpressions<T extends NamedWire>(
  a: Wired & { terms: readonly T[] },
  b: Wired & { terms: readonly T[] },
  { interner }: Comparison,
): EntryPair<T>[] {
  const numbers = { a: wireNumbers(a.wires, interner), b: wireNumbers(b.wires, interner) };
  const names = pairNames(a.terms, b.terms, [{ signature: ({ wire }, side) => numbers[side][wire] }]);
  const formerNames = new Map([...names].map(([from, to]) => [to, from]));
  return [
    ...b.terms.map((term): EntryPair<T> => {
      const old = a.terms.find(({ name }) => name === formerNames.get(term.name));
      return old ? { a: old, b: term } : { a: undefined, b: term };
    }),
    ...a.terms
      .filter(({ name }) => !names.has(name))
      .map((term): EntryPair<T> => ({ a: term, b: undefined })),
  ];
}

interface Wired {
  wires: Phase['wires'];
}

const sideOf =
  ({ interner, writers }: Comparison) =>
  ({ wires }: Wired, id: number): ExpressionSide => ({
    wires,
    numbers: wireNumbers(wires, interner),
    id,
    text: (list, at) => writers.common.text(list, at),
  });

export function expressionChanges(
  what: string,
  a: ExpressionSide,
  b: ExpressionSide,
  affects: Change['affects'] = 'weights',
): Change[] {
  if (a.numbers[a.id] === b.numbers[b.id]) return [];
  const { before, after, note } = expressionChange(a, b);
  return changed(what, before, after, { note, affects });
}

/** Where the networks' first weights come from. */
function startChanges(a: Phase, b: Phase): Change[] {
  const text = (from: string | null) => from ?? 'fresh';
  const before = new Map(a.networks.map(({ name, from }) => [name, from]));
  const started = ({ start }: Phase) =>
    new Map(
      start.map(({ network, of, from, load }) => [
        network,
        load ? loadText(load) : `${of} ${from === null ? 'at its start' : `of ${from}`}`,
      ]),
    );
  const [startA, startB] = [started(a), started(b)];
  return [
    ...b.networks.flatMap(({ name, from }) => {
      const old = before.get(name);
      return old === undefined ? [] : changed(`${START_OF}${name}`, text(old), text(from));
    }),
    ...[...new Set([...startA.keys(), ...startB.keys()])].flatMap((name) =>
      changed(`${COPY_AT_START}${name}`, startA.get(name) ?? 'none', startB.get(name) ?? 'none'),
    ),
  ];
}

function figureChanges(a: Phase, b: Phase, comparison: Comparison): Change[] {
  const affects = 'figures' as const;
  const side = sideOf(comparison);
  const { writers } = comparison;
  const [from, to] = [measured(a), measured(b)];
  const pairs = pairExpressions(from, to, comparison);
  return [
    ...pairs.flatMap((pair): Change[] => {
      if (!pair.a)
        return [added('metric', `${pair.b.name}: ${writers.b.text(to.wires, pair.b.wire)}`, { affects })];
      if (!pair.b)
        return [removed('metric', `${pair.a.name}: ${writers.a.text(from.wires, pair.a.wire)}`, { affects })];
      const isRenamed = pair.a.name !== pair.b.name;
      return [
        ...(isRenamed ? [renamed('metric', pair.a.name, pair.b.name, { affects })] : []),
        ...expressionChanges(
          `metric ${pair.b.name}`,
          side(from, pair.a.wire),
          side(to, pair.b.wire),
          affects,
        ),
      ];
    }),
    ...changed('validated on', validationText(a), validationText(b), { affects }),
  ];
}

/** A phase that solves measures on the data of its validation alone. */
const measured = ({ solve, validation, wires, metrics }: Phase): Wired & { terms: Phase['metrics'] } =>
  solve && validation ? { wires: validation.wires, terms: validation.metrics } : { wires, terms: metrics };

function validationText({ validation }: Phase): string {
  if (!validation) return 'nothing';
  const { data, every } = validation;
  return `${data.dataset}.${data.split}${every === 1 ? '' : ` every ${numberOf(every, 'epoch')}`}`;
}
