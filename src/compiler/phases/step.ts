import type { Expression, Located, PhaseEntry } from '../../dsl/index.js';
import type { CallMode } from '../../vocabulary/index.js';
import { dataScope, lowerFigure } from '../data-scope.js';
import type { KnownData } from '../known-data.js';
import type { Schedule, Wire, WireId } from '../program.js';
import { nameTaken, type World } from '../world.js';
import { rampOf } from './ramp.js';

export interface Step {
  wires: Wire[];
  /** By update and then by loss; null after an error. */
  losses: ({ name: string; wire: WireId; weight: Schedule } | null)[][];
  metrics: { name: string; wire: WireId }[];
}

/** Losses and metrics of a phase as wires over the fields of its data. */
export function lowerStep(
  entry: PhaseEntry,
  data: { known: KnownData } | null,
  modeOf: (network: string) => CallMode,
  world: World,
): Step {
  const scope = dataScope(data?.known ?? null, modeOf, world);
  for (const { name, expression } of entry.wires) scope.name(name, expression);
  const figure = (name: Located<string>, expression: Expression, what: string) => {
    const wire = lowerFigure(expression, scope, name.value, what);
    return wire === undefined ? null : { name: name.value, wire };
  };
  const losses = entry.updates.map((update) =>
    update.losses.map(({ name, value, weight }) => {
      const read = figure(name, value, 'a loss');
      return read && { ...read, weight: scheduleOf(weight) };
    }),
  );
  const metrics = entry.metrics.flatMap(({ name, expression }) => {
    if (name.value === 'loss') nameTaken(name, 'figure', world);
    return figure(name, expression, 'a metric') ?? [];
  });
  return { wires: scope.wires, losses, metrics };
}

/** A number, or a way from one to another over some epochs; 1 where nothing is said. */
function scheduleOf(weight: PhaseEntry['updates'][number]['losses'][number]['weight']): Schedule {
  if (!weight) return 1;
  return 'ramp' in weight ? rampOf(weight) : weight.value;
}
