/**
 * Writes operands that are spread over a result along several runs of sides out along all of them but the longest, so
 * that a loop by rows can read them: a statistic [batch, 1, 1, groups, 1] of [batch, height, width, groups, channels]
 * becomes a row of groups and channels for each example.
 */
import type { KernelCall, StepProgram, TensorSpec, ValueId } from '../../../capture/index.js';
import { product, withLeadingOnes } from '../layout.js';
import { rewriteCalls } from '../../passes/index.js';
import { elementwiseKernels } from './kernels.js';
import { spreadOf, type Spread } from './plan-groups.js';

/** Shorter runs save too little of what is written out. */
const WORTH_A_ROW = 8;

/** The shape of an operand that is written out along all sides but its longest run of spread ones; null if none is long. */
export function expandedShape(operand: readonly number[], result: readonly number[]): number[] | null {
  const sides = withLeadingOnes(operand, result.length);
  let best = { first: 0, end: 0, length: WORTH_A_ROW - 1 };
  for (let first = 0; first < sides.length; first++) {
    let length = 1;
    for (let end = first; end < sides.length && sides[end] === 1; end++) {
      length *= result[end]!;
      if (length > best.length) best = { first, end: end + 1, length };
    }
  }
  if (best.end === 0) return null;
  return result.map((side, at) => (at >= best.first && at < best.end ? 1 : side));
}

/** Whether the spreads of a call's operands agree about rows, and these are whole vectors. */
function isByEqualRows(spreads: readonly Spread[]): boolean {
  const columns = new Set(spreads.flatMap((one) => ('columns' in one ? [one.columns] : [])));
  const repeats = new Set(spreads.flatMap((one) => ('repeat' in one ? [one.repeat] : [])));
  return columns.size <= 1 && repeats.size <= 1 && [...columns].every((length) => length % 4 === 0);
}

export const expandOperands = (program: StepProgram): StepProgram =>
  rewriteCalls(program, (call, rewriter) => {
    if (!Object.hasOwn(elementwiseKernels, call.kernel) || call.kernel === 'Select') return;
    const result = rewriter.value(call.outputs[0]!).shape;
    const isGeneral = (id: ValueId) => spreadOf(rewriter.value(id).shape, result).kind === 'general';
    if (product(result) === 0 || !Object.values(call.inputs).some(isGeneral)) return;
    const before: KernelCall[] = [];
    const spreads: Spread[] = [];
    const inputs: Record<string, ValueId> = {};
    for (const [name, id] of Object.entries(call.inputs)) {
      const own = rewriter.value(id);
      const shape = isGeneral(id) ? expandedShape(own.shape, result) : own.shape;
      if (!shape) return;
      spreads.push(spreadOf(shape, result));
      inputs[name] = shape === own.shape ? id : tiled(id, { ...own, shape }, before);
    }
    if (isByEqualRows(spreads)) rewriter.replace(call, [...before, { ...call, inputs }]);

    function tiled(id: ValueId, spec: TensorSpec, calls: KernelCall[]): ValueId {
      const { shape } = rewriter.value(id);
      const sides = withLeadingOnes(shape, spec.shape.length);
      const column = rewriter.addValue({ ...spec, shape: sides });
      const whole = rewriter.addValue(spec);
      const { scope } = call;
      calls.push(
        { kernel: 'Reshape', inputs: { x: id }, attrs: { shape: sides }, outputs: [column], scope },
        {
          kernel: 'Tile',
          inputs: { x: column },
          attrs: { reps: spec.shape.map((side, at) => side / sides[at]!) },
          outputs: [whole],
          scope,
        },
      );
      return whole;
    }
  });
