import type { Network, Phase, Program, Wire } from '../../compiler/index.js';
import { canonicalJson, weightsAssignedBy, weightsSolvedBy } from '../../compiler/index.js';
import type { SourceNode } from '../../dsl/index.js';
import { wordName } from '../../vocabulary/index.js';
import { itemText } from '../identity.js';
import type { MergeConflict, Side, Versions } from '../merge-context.js';
import { entryAt } from '../names/index.js';
import { alignInSteps, threeWayValue } from '../three-way.js';

type Layer = Extract<Wire, { op: 'layer' }>;

const VERBS = {
  trained: 'trains',
  'not trained': 'does not train',
  'assigned to': 'assigns to',
} as const;

interface TrainedLayer {
  name: string;
  layer: string;
  /** The updates of the phase that train it, and the assignments that change it. */
  trained: string;
  role: keyof typeof VERBS;
}

/**
 * Layers that the merged graph trains although neither side says so, or the other way round: a selector such as
 * `linker/dense_1` means another layer where one was put before it.
 */
export function shiftedSelectors(
  programs: Versions<Program> & { merged: Program | undefined },
  trees: Versions<SourceNode>,
): MergeConflict[] {
  const { merged } = programs;
  if (!merged || !programs.ours || !programs.theirs) return [];
  return merged.phases.flatMap((phase) => {
    for (const network of merged.networks) {
      const found = shiftedIn(phase, network, programs, trees);
      if (found) return [found];
    }
    return [];
  });
}

function shiftedIn(
  phase: Phase,
  network: Network,
  programs: Versions<Program>,
  trees: Versions<SourceNode>,
): MergeConflict | undefined {
  const now = layersOf(network, phase);
  const before = (side: Program | undefined): (TrainedLayer | undefined)[] | undefined => {
    const sideNetwork = side?.networks.find(({ name }) => name === network.name);
    const sidePhase = side?.phases.find(({ name }) => name === phase.name);
    if (!sideNetwork || !sidePhase) return undefined;
    const layers = layersOf(sideNetwork, sidePhase);
    const places = alignLayers(network, sideNetwork);
    return now.map((_, at) => layers[places[at]!]);
  };
  const [base, ours, theirs] = [before(programs.base), before(programs.ours), before(programs.theirs)];
  for (const [at, layer] of now.entries()) {
    const expected = expectedLayer({ base: base?.[at], ours: ours?.[at], theirs: theirs?.[at] }, (side) =>
      selectorsUnchanged(phase.name, side, trees),
    );
    if (expected && expected.was.trained !== layer.trained) {
      const { was, side } = expected;
      const name = `${network.name}/${was.name}`;
      return {
        path: `plan.${phase.name}`,
        message: `a selector means other layers now: ${side} ${VERBS[was.role]} the ${wordName(was.layer)} layer ${name}, which is ${network.name}/${layer.name} here and is ${layer.role}`,
      };
    }
  }
  return undefined;
}

/** What should come of a layer: as in a three-way merge of whether it is trained. Undefined if that can't be said. */
function expectedLayer(
  { base, ours, theirs }: Versions<TrainedLayer>,
  unchanged: (side: Side) => boolean,
): { was: TrainedLayer; side: Side } | undefined {
  if (ours && theirs) {
    const value = base ? threeWayValue(base.trained, ours.trained, theirs.trained) : undefined;
    if (!value && ours.trained !== theirs.trained) return undefined;
    return (value?.value ?? ours.trained) === theirs.trained
      ? { was: theirs, side: 'theirs' }
      : { was: ours, side: 'ours' };
  }
  // A layer that only one side has: the other side's selectors were not written for it.
  if (ours && unchanged('theirs')) return { was: ours, side: 'ours' };
  return theirs && unchanged('ours') ? { was: theirs, side: 'theirs' } : undefined;
}

/** Whether a side selects in a phase what the base selects; a phase that it does not have selects nothing. */
function selectorsUnchanged(phase: string, side: Side, trees: Versions<SourceNode>): boolean {
  const text = (tree: SourceNode | undefined, key: string) => {
    const item = tree && entryAt(tree, ['plan', phase, key]);
    return item ? itemText(item) : undefined;
  };
  return (
    entryAt(trees[side]!, ['plan', phase]) === undefined ||
    ['train', 'freeze', 'rates', 'updates', 'after_update'].every(
      (key) => text(trees[side], key) === text(trees.base, key),
    )
  );
}

const layersIn = ({ wires }: Network): Layer[] => wires.filter((wire): wire is Layer => wire.op === 'layer');

function movedBy(
  { updates, solve }: Phase,
  layer: readonly string[],
): Pick<TrainedLayer, 'trained' | 'role'> {
  const isOfLayer = (weight: string) => layer.includes(weight);
  const trained = [
    ...updates.flatMap(({ weights }, at) => (weights.some(isOfLayer) ? [at] : [])),
    ...(weightsSolvedBy(solve).some(isOfLayer) ? ['solved'] : []),
  ];
  const assigned = updates.flatMap(({ assignments = [] }, at) =>
    assignments.flatMap((one, which) => (weightsAssignedBy(one).some(isOfLayer) ? [`${at}.${which}`] : [])),
  );
  return {
    trained: [...trained, ...assigned].join(),
    role: trained.length > 0 ? 'trained' : assigned.length > 0 ? 'assigned to' : 'not trained',
  };
}

function layersOf(network: Network, phase: Phase): TrainedLayer[] {
  return layersIn(network).map(({ name, layer, weights }) => ({
    name,
    layer,
    ...movedBy(phase, weights),
  }));
}

function alignLayers(from: Network, to: Network): readonly number[] {
  return alignInSteps(layersIn(from), layersIn(to), [
    ({ layer, args, name }) => `${layer} ${canonicalJson(args)} ${/\d$/.test(name) ? '' : name}`,
    ({ layer, args }) => `${layer} ${canonicalJson(args)}`,
    ({ name, layer }) => `${name} ${layer}`,
    ({ layer }) => layer,
  ]);
}
