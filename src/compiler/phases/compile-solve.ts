import { shapeText, type ResolvedArguments, type Shape, type SolverProblem } from '../../vocabulary/index.js';
import { nullPrototypeRecord } from '../../records/index.js';
import type { Solve, Wire, WireId } from '../program.js';
import { exampleShape } from '../tensor-type.js';
import type { CompileContext } from '../compile-context.js';
import type { PhaseDraft } from './draft-phase.js';
import type { SolveDraft } from './draft-solve.js';

/** What the phase solves for; undefined after an error, which is reported. */
export function compileSolve(draft: PhaseDraft, context: CompileContext): Solve | undefined {
  const { solve, step } = draft;
  if (!checkPasses(draft, context) || !solve?.solved || !step.solved) return undefined;
  const { solver, entry, solved } = solve;
  const { inputs, second } = step.solved;
  if (inputs === null || (solver.second !== null && second === null)) return undefined;
  const shapes = {
    inputs: shapeOf(step.wires, inputs),
    second: second === null ? null : shapeOf(step.wires, second),
    weights: solved.map(({ weight }) => weight.shape),
  };
  const args = argumentsOf(solve);
  const problem = solver.check(shapes, args) ?? rowsOfExamplesProblem(draft, shapes.weights[0]!);
  if (problem) {
    const { at, message, help } = problem;
    const range =
      at === 'inputs'
        ? entry.inputs.range
        : at === 'second'
          ? entry.second!.range
          : solved[at]!.selector.range;
    const of = typeof at === 'number' ? [at === 0 ? entry.inputs : (entry.second ?? entry.inputs)] : [];
    context.report({
      code: 'wrong-shape',
      message,
      range,
      help,
      notes: of.map((value) => ({
        message: `${shapeText(value === entry.inputs ? shapes.inputs : shapes.second!)} of each example`,
        range: value.range,
      })),
    });
    return undefined;
  }
  warnOfFewExamples(draft, shapes.inputs, args, context);
  return {
    method: solver.name,
    args,
    inputs,
    second,
    solved: solved.map(({ weight, bias }) => ({ weight: weight.name, bias: bias?.name ?? null })),
    figures: solver.figures(shapes, args),
  };
}

/** A weight that keeps all examples has a row for each; null where that holds, or how many there are is not known yet. */
function rowsOfExamplesProblem({ solve, data }: PhaseDraft, [rows = 0]: Shape): SolverProblem | null {
  const examples = data?.known.dataset.splits[data.use.split]?.examples ?? null;
  if (!solve!.solver.keepsExamples || examples === null || examples === rows) return null;
  const counts = `${rows.toLocaleString('en')} rows, but there are ${examples.toLocaleString('en')} examples`;
  return {
    at: 0,
    message: `the weight has ${counts}`,
    help:
      examples > rows
        ? `let a data set take as many: {from: ${data!.use.dataset}, take: ${rows}}`
        : `declare it as {weights: [${examples}, ...]}`,
  };
}

const shapeOf = (wires: readonly Wire[], wire: WireId): Shape => exampleShape(wires[wire]!.type);

/** With defaults filled in. */
export function argumentsOf({ entry, solver }: SolveDraft): ResolvedArguments {
  const args = nullPrototypeRecord<unknown>();
  for (const [name, schema] of Object.entries(solver.args.properties))
    args[name] = entry.options.get(name)?.value ?? (schema as { default?: unknown }).default;
  return args as ResolvedArguments;
}

/** Passes over the data: one where more would change nothing. */
function checkPasses({ solve, entry }: PhaseDraft, context: CompileContext): boolean {
  const { epochs, stepsPerEpoch, classBatch } = entry;
  if (classBatch) {
    context.report({
      code: 'out-of-range',
      message: 'a phase that solves goes over each example once, whatever its class',
      range: classBatch.range,
      help: 'write batch_size: 128 in its place; as many of each class are `balance` of a data set',
    });
    return false;
  }
  if (stepsPerEpoch) {
    context.report({
      code: 'out-of-range',
      message: 'a phase that solves goes over all of its data, whatever the number of batches',
      range: stepsPerEpoch.range,
      help: 'take it out; fewer examples are a data set of their own: {from: mnist, take: 1000}',
    });
    return false;
  }
  if (solve?.solver.passes === 'several' && !epochs) {
    context.report({
      code: 'missing-key',
      severity: 'warning',
      message: `\`${solve.solver.name}\` goes over the data once here, and after one pass it is seldom at rest`,
      range: entry.data.text.range,
      help: `write on: {data: ${entry.data.text.value}, epochs: 30}; it ends sooner where nothing moves`,
    });
    return true;
  }
  if (!solve || solve.solver.passes === 'several' || !epochs || epochs.value === 1) return true;
  context.report({
    code: 'out-of-range',
    message: `\`${solve.solver.name}\` goes over the data once, and more epochs would change nothing`,
    range: epochs.range,
    help: 'take `epochs` out',
  });
  return false;
}

function warnOfFewExamples(
  { solve, data }: PhaseDraft,
  inputs: Shape,
  args: ResolvedArguments,
  context: CompileContext,
): void {
  const { solver, entry } = solve!;
  const by = solver.regularizedBy;
  const examples = data?.known.dataset.splits[data.use.split]?.examples ?? null;
  const [features = 0] = inputs;
  if (by === null || args[by] !== 0 || examples === null || examples >= features) return;
  context.report({
    code: 'few-examples',
    severity: 'warning',
    message: `${examples.toLocaleString('en')} examples do not determine what is solved for, with ${features.toLocaleString('en')} features of each`,
    range: entry.inputs.range,
    help: `give ${solver.name} an \`${by}\` above 0; else directions in which the examples do not vary count for nothing`,
  });
}
