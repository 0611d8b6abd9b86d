/**
 * Takes batch normalizations apart into statistics and element-wise calls, which are computed in one loop with those that follow.
 *
 * Numbers are taken as distances d from a pivot, one of each channel's numbers or between them, so that nothing cancels where they are
 * far from 0 beside their spread (oneDNN's own normalization adds up the numbers themselves in float32): y = d factor + shift. The
 * gradient by x is dy / s - (d - m) c - e with constants of each channel; sums over dy and dy d are all that it needs (Ioffe, Szegedy
 * 2015).
 */
import type { KernelCall, StepProgram, ValueId } from '../../capture/index.js';
import { rewriteCalls } from '../passes/index.js';

/** The calls that are taken apart, and the inputs of theirs that are read. */
export const expandedNormalizations: Readonly<Record<string, readonly string[]>> = {
  FusedBatchNormV3: ['x', 'scale', 'offset'],
  FusedBatchNormGradV3: ['dy', 'x', 'scale', 'batch_mean', 'batch_variance'],
};

/** A pivot of each channel, and the distance of the mean from it. */
interface Centre {
  pivot: ValueId;
  distance: ValueId;
}

export function expandBatchNormalization(program: StepProgram): StepProgram {
  /** By the value that is the mean. */
  const centres = new Map<ValueId, Centre>();
  return rewriteCalls(program, (call, rewriter) => {
    const { kernel, scope, attrs } = call;
    if (!Object.hasOwn(expandedNormalizations, kernel)) return;
    const { x, scale, offset } = call.inputs as { x: ValueId; scale?: ValueId; offset?: ValueId };
    const whole = rewriter.value(x);
    const vector = { ...whole, shape: [whole.shape.at(-1)!] };
    const newVector = () => rewriter.addValue(vector);
    const replacement: KernelCall[] = [];
    /** An element-wise call. */
    const compute = (name: string, a: ValueId, b: ValueId, output = rewriter.addValue(whole)): ValueId => {
      replacement.push({ kernel: name, inputs: { a, b }, attrs: {}, outputs: [output], scope });
      return output;
    };
    const moments = (
      inputs: KernelCall['inputs'],
      [mean, variance]: readonly [ValueId, ValueId],
    ): Centre & { factor: ValueId; shift: ValueId } => {
      const centre = { pivot: newVector(), distance: newVector() };
      const [factor, shift] = [newVector(), newVector()];
      replacement.push({
        kernel: '@Moments',
        inputs,
        attrs: { epsilon: attrs.epsilon! },
        outputs: [mean, variance, centre.pivot, centre.distance, factor, shift],
        scope,
      });
      centres.set(mean, centre);
      return { ...centre, factor, shift };
    };

    if (kernel === 'FusedBatchNormV3') {
      const [y, mean, variance] = call.outputs as [ValueId, ValueId, ValueId];
      const inputs = {
        x,
        ...(scale === undefined ? {} : { scale }),
        ...(offset === undefined ? {} : { offset }),
      };
      const { pivot, factor, shift } = moments(inputs, [mean, variance]);
      compute('Add', compute('Multiply', compute('Sub', x, pivot), factor), shift, y);
    } else {
      const { dy, batch_mean: mean, batch_variance: variance } = call.inputs as Record<string, ValueId>;
      const { pivot, distance } = centres.get(mean!) ?? moments({ x }, [newVector(), newVector()]);
      const names = attrs.gradients as readonly string[];
      const gradient = (name: string): ValueId | undefined => call.outputs[names.indexOf(name)];
      const [ofDy, ofDistance, constant] = [newVector(), newVector(), newVector()] as const;
      replacement.push({
        kernel: '@MomentsGrad',
        inputs: {
          dy: dy!,
          x,
          pivot,
          distance,
          variance: variance!,
          ...(scale === undefined ? {} : { scale }),
        },
        attrs: { epsilon: attrs.epsilon! },
        outputs: [
          gradient('scale') ?? newVector(),
          gradient('offset') ?? newVector(),
          ofDy,
          ofDistance,
          constant,
        ],
        scope,
      });
      const dx = gradient('x');
      if (dx !== undefined) {
        // The other way round than in the forward step: the same difference would be kept in memory from there to here.
        const moved = compute('Multiply', compute('Sub', pivot, x), ofDistance);
        compute('Add', compute('Add', compute('Multiply', dy!, ofDy), moved), constant, dx);
      }
    }
    rewriter.replace(call, replacement);
  });
}
