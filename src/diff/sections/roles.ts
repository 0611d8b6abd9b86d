/** What a phase does with each network that it uses: trains it, or freezes it in one of two modes. */
import { wordName, type CallMode } from '../../vocabulary/index.js';
import {
  drawsInTraining,
  weightsAssignedBy,
  weightsTrainedBy,
  type Network,
  type Phase,
} from '../../compiler/index.js';
import { changed } from '../changes.js';
import type { Change } from '../diff-types.js';
import { numberOf, trainingLayers } from '../text/index.js';

interface Role {
  /** `trained`, `trained in part`, assigned to after updates alone, or frozen in a mode. */
  role: 'trained' | 'part' | 'assigned' | 'weights' | 'inference';
  /** Weights that are trained. */
  trained: string[];
}

const ROLE_TEXT: Readonly<Record<Role['role'], string>> = {
  trained: 'trained',
  part: 'trained in part',
  assigned: 'assigned to after updates',
  weights: 'frozen weights',
  inference: 'inference',
};

/** Roles in which a network is changed. */
const CHANGING: ReadonlySet<Role['role']> = new Set<Role['role']>(['trained', 'part', 'assigned']);

/** Roles in which it is called at rest. */
const RESTING: ReadonlySet<Role['role']> = new Set<Role['role']>(['inference', 'assigned']);

function rolesOf(phase: Phase, networks: ReadonlyMap<string, Network>): Map<string, Role> {
  const modes = new Map<string, CallMode>();
  for (const wire of phase.wires)
    if (wire.op === 'call' && modes.get(wire.network) !== 'train') modes.set(wire.network, wire.mode);
  const trained = new Map<string, string[]>();
  for (const weight of weightsTrainedBy(phase)) {
    const network = weight.split('/', 1)[0]!;
    trained.set(network, [...(trained.get(network) ?? []), weight]);
  }
  const assigned = new Set(
    phase.updates.flatMap(({ assignments = [] }) =>
      assignments.flatMap(weightsAssignedBy).map((weight) => weight.split('/', 1)[0]!),
    ),
  );
  const names = new Set([...modes.keys(), ...trained.keys(), ...assigned]);
  return new Map(
    [...names].map((name): [string, Role] => {
      const own = trained.get(name) ?? [];
      const trainable = networks.get(name)?.weights.filter((weight) => weight.trainable).length ?? 0;
      const mode = modes.get(name);
      if (own.length > 0) return [name, { role: own.length < trainable ? 'part' : 'trained', trained: own }];
      if (mode === 'train') return [name, { role: 'trained', trained: own }];
      if (assigned.has(name)) return [name, { role: 'assigned', trained: own }];
      return [name, { role: mode === 'frozen' ? 'weights' : 'inference', trained: own }];
    }),
  );
}

/** Changes of the networks that two phases train and freeze; the networks under B's names. */
export function roleChanges(
  a: Phase,
  b: Phase,
  networksA: ReadonlyMap<string, Network>,
  networksB: ReadonlyMap<string, Network>,
): Change[] {
  const [before, after] = [rolesOf(a, networksA), rolesOf(b, networksB)];
  return [
    ...[...after].flatMap(([name, role]): Change[] => {
      const old = before.get(name);
      if (!old) return CHANGING.has(role.role) ? trains(name, 'not used', role) : [];
      if (old.role !== role.role)
        return changed(name, ROLE_TEXT[old.role], ROLE_TEXT[role.role], { note: noteOf(name, old, role) });
      return role.role === 'part' ? partChanges(old, role) : [];
    }),
    ...[...before].flatMap(([name, old]): Change[] =>
      after.has(name) || !CHANGING.has(old.role) ? [] : changed(name, ROLE_TEXT[old.role], 'not used'),
    ),
  ];

  function noteOf(name: string, old: Role, role: Role): string | null {
    const network = networksB.get(name);
    const [was, is] = [RESTING.has(old.role), RESTING.has(role.role)];
    if (!network || was === is) return role.role === 'part' ? partText(role) : null;
    const { noise, batchNormalizations } = trainingLayers(network);
    const parts = [
      ...(noise > 0
        ? [
            noise === 1
              ? `its ${noiseNoun(network)} is switched ${is ? 'off' : 'on'}`
              : `its ${numberOf(noise, noiseNoun(network))} are switched ${is ? 'off' : 'on'}`,
          ]
        : []),
      ...(batchNormalizations > 0 && old.role !== 'weights' && role.role !== 'weights'
        ? [
            `its ${numberOf(batchNormalizations, 'batch normalization')} ${is ? 'by moving averages' : 'by the batch'}`,
          ]
        : []),
    ];
    return parts.length > 0 ? parts.join(', ') : null;
  }
}

function noiseNoun({ wires }: Network): string {
  const words = new Set(
    wires.flatMap((wire) => (wire.op === 'layer' && drawsInTraining(wire) ? [wordName(wire.layer)] : [])),
  );
  return [...words].every((word) => word === 'Dropout') ? 'dropout' : 'noise layer';
}

const trains = (name: string, before: string, role: Role): Change[] =>
  changed(name, before, ROLE_TEXT[role.role], { note: role.role === 'part' ? partText(role) : null });

/** Layers whose weights are trained: `latent, dense_1`. */
function layersOf({ trained }: Role): string[] {
  return [...new Set(trained.map((weight) => weight.split('/').slice(1, -1).join('/') || weight))];
}

const MAX_LISTED = 6;

function partText(role: Role): string {
  const all = layersOf(role);
  const more = all.length - MAX_LISTED;
  return `${all.slice(0, MAX_LISTED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function partChanges(old: Role, role: Role): Change[] {
  const [before, after] = [layersOf(old), layersOf(role)];
  if (before.join() === after.join()) return [];
  return changed('trained layers', partText(old), partText(role));
}
