import type { PhaseEntry, UpdateEntry } from '../../dsl/index.js';
import type { KnownData } from '../known-data.js';
import type { DataUse, Network, Wire } from '../program.js';
import { dataUse } from '../data/index.js';
import { didYouMean } from '../../diagnostics/index.js';
import { mentions } from '../expressions/index.js';
import { sameShape, shapeText } from '../tensor-type.js';
import { watch, type World } from '../world.js';
import { calledBy } from './called.js';
import { hasTrainable, modeOf, withNoise } from './modes.js';
import { lowerStep, type Step } from './step.js';
import { select, type Selected } from './selectors.js';

/** One update of a draft: which weights it moves, in the networks' order. */
export interface DraftUpdate {
  entry: UpdateEntry;
  /** Null if its selectors have an error. */
  weights: string[] | null;
}

/** A phase before its place in the plan is known. */
export interface Draft {
  entry: PhaseEntry;
  name: string;
  updates: DraftUpdate[];
  /** Weights that any of its updates moves. */
  moved: Set<string>;
  frozen: Selected;
  data: { known: KnownData; use: DataUse } | null;
  step: Step;
  validation: { data: DataUse; step: Step } | null;
  /** Networks that it calls or trains, in the graph's order. */
  networks: string[];
  /** Networks in training whose only weights are moving averages: they move without a gradient. */
  following: Set<string>;
  /** Networks of noise that rest with the frozen networks that they are called with, and a call of each. */
  resting: { network: string; call: Wire }[];
  /** Networks that it leaves other than they were. */
  leaves: Set<string>;
  /** False after an error: what it trains is known as far as it goes, but nothing more can be said of it. */
  good: boolean;
}

/** Networks by name, once each, as the graph has them in order. */
export type InOrder = (names: Iterable<string>) => Network[];

export function graphOrder(networks: ReadonlyMap<string, Network>): InOrder {
  const places = new Map([...networks.keys()].map((name, at) => [name, at]));
  return (names) =>
    [...new Set(names)]
      .filter((name) => places.has(name))
      .sort((a, b) => places.get(a)! - places.get(b)!)
      .map((name) => networks.get(name)!);
}

/** Networks of weights: a weight's name begins with its network's. */
const networksOf = (weights: Iterable<string>): string[] =>
  [...weights].map((weight) => weight.split('/', 1)[0]!);

/** Reads one phase: its update sets, and its losses and metrics as wires. */
export function draftPhase(entry: PhaseEntry, inOrder: InOrder, world: World): Draft {
  const watched = watch(world.report);
  const own: World = { ...world, report: watched.report };
  const frozen = selectFrozen(entry, own);
  const updates = entry.updates.map((update) => updateOf(update, frozen?.all ?? null, inOrder, own));
  // Who trains what is not known then, so nobody can be said to use what nobody trains.
  if (updates.some(({ weights }) => weights === null)) world.broken.phases.add(entry.name.value);
  const moved = new Set(updates.flatMap(({ weights }) => weights ?? []));
  const selected = new Set(updates.flatMap(({ networks }) => [...networks]));
  const said = { moved, trained: selected, frozen };
  const decided = (network: string) => modeOf(world.networks.get(network)!, said);
  const touched = new Set(networksOf(moved));
  const data = dataUse(entry.data, own) ?? null;
  const lowered = lowerStep(entry, data, (network) => decided(network) ?? 'train', own);
  const { wires, resting } = withNoise(lowered.wires, (name) => decided(name) === null, world.networks);
  const step = { ...lowered, wires };
  const validation = validationOf(entry, data, own, watched.failed());
  const called = new Set([...calledBy(step.wires), ...calledBy(validation?.step.wires ?? [])]);
  const following = new Set(
    wires.flatMap((wire) => {
      const network = wire.op === 'call' && wire.mode === 'train' ? world.networks.get(wire.network)! : null;
      return network && !hasTrainable(network) && network.weights.length > 0 ? [network.name] : [];
    }),
  );
  const networks = inOrder([...called, ...touched]).map(({ name }) => name);
  return {
    entry,
    name: entry.name.value,
    updates,
    moved,
    frozen: frozen?.all ?? { networks: new Set(), whole: new Set(), weights: new Set() },
    data,
    step,
    validation,
    networks,
    following,
    resting,
    leaves: leavesOf(entry, [...touched, ...following], inOrder),
    good: !watched.failed() && !world.faulty.phases.has(entry.name.value),
  };
}

function leavesOf({ start }: PhaseEntry, left: readonly string[], inOrder: InOrder): Set<string> {
  const filled = start.map(({ network }) => network.value);
  return new Set(inOrder([...filled, ...left]).map(({ name }) => name));
}

function selectFrozen(entry: PhaseEntry, world: World) {
  const all = select(entry.freeze, world);
  if (!all) return null;
  const kept = select(
    entry.freeze.filter(({ mode }) => mode?.value === 'weights'),
    world,
  );
  return { all, kept: kept?.networks ?? new Set<string>() };
}

function updateOf(entry: UpdateEntry, frozen: Selected | null, inOrder: InOrder, world: World) {
  const selected = select(entry.train, world);
  const networks = selected?.networks ?? new Set<string>();
  if (!selected || !frozen) return { entry, weights: null, networks };
  const weights = inOrder(networks).flatMap((network) =>
    network.weights
      .filter(({ name, trainable }) => trainable && selected.weights.has(name) && !frozen.weights.has(name))
      .map(({ name }) => name),
  );
  return { entry, weights, networks };
}

/** The same losses and metrics on other data, with everything off that is on in training alone. */
function validationOf(
  entry: PhaseEntry,
  training: Draft['data'],
  world: World,
  failed: boolean,
): Draft['validation'] {
  if (!entry.validate) return null;
  const data = dataUse(entry.validate.data, world);
  if (!data || !hasFields(entry, training, data, world)) return null;
  // The same errors again would say nothing new.
  if (failed) return null;
  return { data: data.use, step: lowerStep(entry, data, () => 'inference', world) };
}

/** The fields that the phase uses are in the data that it is measured on, in the same shapes. */
function hasFields(
  entry: PhaseEntry,
  training: Draft['data'],
  { known }: NonNullable<Draft['data']>,
  world: World,
): boolean {
  if (!training || !entry.validate) return true;
  const expressions = [
    ...[...entry.wires, ...entry.metrics].map(({ expression }) => expression),
    ...entry.updates.flatMap(({ losses }) => losses.map(({ value }) => value)),
  ];
  const wires = new Set(entry.wires.map(({ name }) => name.value));
  const used = new Set(expressions.flatMap((expression) => [...mentions(expression)]));
  const { text } = entry.validate.data;
  const other = training.known.dataset;
  const split = text.value.includes('.') ? text.value.slice(text.value.indexOf('.')) : '';
  const near = Object.hasOwn(other.splits, split.slice(1)) ? `${other.name}${split}` : undefined;
  for (const name of used) {
    const here = training.known.fields.get(name);
    if (!here || wires.has(name)) continue;
    const there = known.fields.get(name);
    if (there && sameShape(here.type.shape, there.type.shape)) continue;
    const [code, message] = there
      ? ([
          'wrong-shape',
          `\`${name}\` is ${shapeText(there.type.shape)} in \`${known.dataset.name}\`, but ${shapeText(here.type.shape)} in \`${other.name}\`, which \`${entry.name.value}\` is trained on`,
        ] as const)
      : ([
          'unknown-name',
          `\`${known.dataset.name}\` has no field \`${name}\`, which \`${entry.name.value}\` needs for its figures`,
        ] as const);
    world.report({
      code,
      message,
      range: text.range,
      help: didYouMean(near, text.range, `validate on data that has the fields of \`${other.name}\``),
    });
    return false;
  }
  return true;
}

/** Whether all that the phase uses is known: after an error somewhere else, a part of it may be missing. */
export function isWhole({ good, data, step, entry }: Draft): boolean {
  const figures = [...step.losses.flat(), ...step.metrics];
  const written = [...entry.updates.flatMap(({ losses }) => losses), ...entry.metrics];
  return good && data !== null && figures.every((one) => one !== null) && figures.length === written.length;
}
