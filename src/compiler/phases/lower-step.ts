import type { AssignmentEntry, Expression, Located, PhaseEntry, ScheduleEntry } from '../../dsl/index.js';
import { equalShapes, shapeText, type CallMode } from '../../vocabulary/index.js';
import {
  createDataScope,
  isTotal,
  lowerMeasure,
  type DataScope,
  type DataTime,
} from '../expressions/index.js';
import type { CompiledDataset } from '../compiled-dataset.js';
import type { Schedule, Wire, WireId } from '../program.js';
import { typeText, withBatchSize } from '../tensor-type.js';
import { reportNameTaken, type CompileContext } from '../compile-context.js';
import { compileSchedule } from '../schedules/index.js';
import { findBareWeight } from './bare-weights.js';
import type { SolveDraft } from './draft-solve.js';
import { lowerSolve, type LoweredSolve } from './lower-solve.js';

export interface LoweredStep {
  wires: Wire[];
  /** By update and then by loss; null after an error. */
  losses: ({ name: string; wire: WireId; weight: Schedule } | null)[][];
  metrics: { name: string; wire: WireId }[];
  /** Assigned values, by their expressions; those with an error are left out. */
  assigned: ReadonlyMap<Expression, WireId>;
  /** Values that the phase solves with. */
  solved: LoweredSolve | null;
}

/**
 * Losses and metrics of a phase as wires over the fields of its data.
 *
 * @param at whether they are those of every step, or of the end, as for validation
 * @param more assignments and what is solved for, whose values are among the wires as well, and the examples of a whole batch
 */
export function lowerStep(
  entry: PhaseEntry,
  data: { known: CompiledDataset } | null,
  modeOf: (network: string) => CallMode,
  context: CompileContext,
  at: DataTime['at'],
  {
    assignments,
    batchSize,
    solve,
  }: { assignments: readonly AssignmentEntry[]; batchSize: number; solve: SolveDraft | null } = {
    assignments: [],
    batchSize: 0,
    solve: null,
  },
): LoweredStep {
  const scope = createDataScope(data?.known ?? null, modeOf, context, true, {
    at,
    epochs: entry.epochs?.value ?? 1,
  });
  for (const { name, expression } of entry.wires) scope.defineWire(name, expression);
  const figure = (name: Located<string>, expression: Expression, what: string) => {
    const wire = lowerMeasure(expression, scope, name.value, what);
    return wire === undefined ? null : { name: name.value, wire };
  };
  const losses = entry.updates.map((update) =>
    update.losses.map(({ name, value, weight }) => {
      const read = figure(name, value, 'a loss');
      if (read && reportTotalLoss(scope.wires, read.wire, value, context)) return null;
      const counts = weight ? scheduleOf(weight, name.value, entry, context) : 1;
      return read && counts !== undefined ? { ...read, weight: counts } : null;
    }),
  );
  const metrics = entry.metrics.flatMap(({ name, expression }) => {
    if (entry.solve && !entry.validate) {
      reportUnmeasured(name, context);
      return [];
    }
    if (name.value === 'loss') reportNameTaken(name, 'figure', context);
    const metric = figure(name, expression, 'a metric');
    if (metric && !entry.validate && isTotal(scope.wires, metric.wire)) {
      context.report({
        code: 'figure-of-all-examples',
        message: `\`${name.value}\` is a figure of all examples together, which weights that move don't have`,
        range: expression.range,
        help: 'give the phase validate: {data: ...}: it is computed there, after an epoch; or write it under evaluate',
      });
      return [];
    }
    return metric ?? [];
  });
  const assigned = new Map<Expression, WireId>();
  for (const one of assignments) {
    const wire = one.kind === 'assign' ? lowerAssignedValue(one, scope, batchSize) : undefined;
    if (one.kind === 'assign' && wire !== undefined) assigned.set(one.value, wire);
  }
  const solved = solve && lowerSolve(solve, scope);
  return { wires: scope.wires, losses, metrics, assigned, solved };
}

function reportUnmeasured({ value, range }: Located<string>, context: CompileContext): void {
  context.report({
    code: 'missing-key',
    message: `\`${value}\` is measured when the weights are solved for, and nothing says on what data`,
    range,
    help: 'give the phase validate: {data: ...}, or write it under evaluate',
  });
}

/** The value that a bare weight is given; it must have its shape. */
function lowerAssignedValue(
  { weight, value }: Extract<AssignmentEntry, { kind: 'assign' }>,
  scope: DataScope,
  batchSize: number,
): WireId | undefined {
  const { context } = scope;
  const expected = findBareWeight(weight.value, context)?.shape;
  // What is no bare weight has been reported.
  if (!expected) return undefined;
  const lowered = scope.lowerAssigned(value, `assign/${weight.value}`, batchSize);
  if (!lowered) return undefined;
  const { type } = scope.wires[lowered.wire]!;
  const whole = withBatchSize(type, batchSize);
  if (equalShapes(whole.shape, expected)) return lowered.wire;
  context.report({
    code: 'wrong-shape',
    message: `\`${weight.value}\` is ${shapeText(expected)}, but is given ${typeText(whole)}`,
    range: value.range,
    help: type.shape.includes(null)
      ? `a batch of this phase has ${batchSize} examples: average over them, or keep as many rows as the weight has`
      : 'assign a value of the shape of the weight',
  });
  return undefined;
}

function reportTotalLoss(
  wires: readonly Wire[],
  wire: WireId,
  { range }: Expression,
  context: CompileContext,
): boolean {
  if (!isTotal(wires, wire)) return false;
  context.report({
    code: 'figure-of-all-examples',
    message: 'this is a figure of all examples together and has no gradient',
    range,
    help: 'a loss is a mean over examples: make this a metric, and train by a crossentropy or an error',
  });
  return true;
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
