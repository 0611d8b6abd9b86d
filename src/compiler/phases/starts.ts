/** Whether what a phase begins with is there. */
import type { PhaseEntry } from '../../dsl/index.js';
import { keysOf } from '../../names/index.js';
import { isDeclared, unknown, type World } from '../world.js';
import { isWhole, type Draft } from './draft.js';
import { phaseOfStart } from './phase-of-start.js';

type Start = PhaseEntry['start'][number];

/** `start: {network: phase}` and `start: {network: network}`. False after an error, which is reported. */
export function checkStarts(draft: Draft, drafts: ReadonlyMap<string, Draft>, world: World): boolean {
  return draft.entry.start.map((start) => checkStart(start, draft, drafts, world)).every(Boolean);
}

function checkStart(start: Start, draft: Draft, drafts: ReadonlyMap<string, Draft>, world: World): boolean {
  const { network, of } = start;
  const phase = phaseOfStart(start, draft, drafts, world);
  if (!areThere(phase ? [network] : [network, of], start, draft, drafts, world)) return false;
  if (isWhole(draft) && !draft.networks.includes(network.value)) {
    world.report({
      code: 'unused',
      message: `\`${draft.name}\` begins with a copy in \`${network.value}\`, but neither uses nor trains it`,
      range: network.range,
      help: 'begin with the copy in a phase that uses it',
    });
    return false;
  }
  return phase ? hasTrained(phase, start, world) : fit(start, world);
}

function areThere(
  names: readonly Start['of'][],
  { of }: Start,
  own: Draft,
  drafts: ReadonlyMap<string, Draft>,
  world: World,
): boolean {
  const missing = names.filter(({ value }) => !world.networks.has(value));
  for (const name of missing) {
    if (world.broken.phases.has(name.value) || isDeclared(world, name.value)) continue;
    unknown(world, name, {
      code: 'unknown-network',
      kind:
        name === of ? (name.value === own.name ? 'network or other phase' : 'network or phase') : 'network',
      candidates: [world.declared.networks, ...(name === of ? [keysOf(drafts)] : [])],
      ...(isDeclared(world, own.name) ? {} : { except: own.name }),
    });
  }
  return missing.length === 0;
}

/** A phase leaves the networks that it moves or fills, and no others. */
function hasTrained(phase: Draft, { network, of }: Start, world: World): boolean {
  if (!phase.good || phase.leaves.has(network.value)) return true;
  world.report({
    code: 'untrained-network',
    message: `\`${phase.name}\` does not train \`${network.value}\`, so there is nothing of it to begin with`,
    range: of.range,
    help: 'name the phase that trains it, or a network with the same layers',
  });
  return false;
}

function fit({ network, of }: Start, world: World): boolean {
  const shapes = (name: string) =>
    world.networks
      .get(name)!
      .weights.map(({ shape }) => shape.join('x'))
      .join(' ');
  if (shapes(network.value) === shapes(of.value)) return true;
  world.report({
    code: 'wrong-shape',
    message: `the weights of \`${of.value}\` do not fit \`${network.value}\``,
    range: of.range,
    help: `networks that start from one another have the same layers: ${network.value}: {like: ${of.value}}`,
  });
  return false;
}
