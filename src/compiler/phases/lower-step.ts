import type { Expression, Located, PhaseEntry, ScheduleEntry } from '../../dsl/index.js';
import type { CallMode } from '../../vocabulary/index.js';
import { createDataScope, lowerMeasure } from '../expressions/index.js';
import type { CompiledDataset } from '../compiled-dataset.js';
import type { Schedule, Wire, WireId } from '../program.js';
import { reportNameTaken, type CompileContext } from '../compile-context.js';
import { compileSchedule } from './compile-schedule.js';

export interface LoweredStep {
  wires: Wire[];
  /** By update and then by loss; null after an error. */
  losses: ({ name: string; wire: WireId; weight: Schedule } | null)[][];
  metrics: { name: string; wire: WireId }[];
}

/** Losses and metrics of a phase as wires over the fields of its data. */
export function lowerStep(
  entry: PhaseEntry,
  data: { known: CompiledDataset } | null,
  modeOf: (network: string) => CallMode,
  context: CompileContext,
): LoweredStep {
  const scope = createDataScope(data?.known ?? null, modeOf, context);
  for (const { name, expression } of entry.wires) scope.defineWire(name, expression);
  const figure = (name: Located<string>, expression: Expression, what: string) => {
    const wire = lowerMeasure(expression, scope, name.value, what);
    return wire === undefined ? null : { name: name.value, wire };
  };
  const losses = entry.updates.map((update) =>
    update.losses.map(({ name, value, weight }) => {
      const read = figure(name, value, 'a loss');
      const counts = weight ? scheduleOf(weight, name.value, entry, context) : 1;
      return read && counts !== undefined ? { ...read, weight: counts } : null;
    }),
  );
  const metrics = entry.metrics.flatMap(({ name, expression }) => {
    if (name.value === 'loss') reportNameTaken(name, 'figure', context);
    return figure(name, expression, 'a metric') ?? [];
  });
  return { wires: scope.wires, losses, metrics };
}

const scheduleOf = (
  weight: ScheduleEntry,
  loss: string,
  { epochs }: PhaseEntry,
  context: CompileContext,
): Schedule | undefined =>
  compileSchedule(
    weight,
    { what: `the weight of \`${loss}\``, epochs: epochs?.value ?? 1, hasSteps: false },
    context,
  );
