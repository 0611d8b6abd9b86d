/** Softmax and its gradient. */
import type { KernelCall } from '../../../capture/index.js';
import { Algorithm, Argument, PropKind, type Handle } from '../library/index.js';
import type { Layout } from '../layout.js';
import type { Lowering } from '../lowering.js';
import type { CompositeEmitter } from './composite-emitter.js';

function forward(
  lowering: Lowering,
  call: KernelCall,
  layout: Layout,
  rank: number,
): { axis: number; descriptor: Handle } {
  const axis = ((Number(call.attrs.dim) % rank) + rank) % rank;
  const descriptor = lowering.scope.add(
    'primitiveDescriptor',
    lowering.api.make.softmaxForward(
      PropKind.training,
      Algorithm.softmaxAccurate,
      layout.descriptor,
      layout.descriptor,
      axis,
      lowering.attributes(),
    ),
  );
  return { axis, descriptor };
}

export function emitSoftmax(lowering: Lowering, call: KernelCall): void {
  const x = lowering.input(call, 'logits');
  const layout = lowering.plainLayout(x);
  lowering.emitPrimitive(
    call.kernel,
    forward(lowering, call, layout, lowering.spec(x).shape.length).descriptor,
    [[Argument.source, lowering.readPlain(x), layout.descriptor]],
    [[Argument.destination, lowering.definePlain(call.outputs[0]!), layout.descriptor]],
  );
}

export const softmaxGradient: CompositeEmitter = {
  reads: () => ['dy', 'y'],
  emit(lowering, call) {
    const [dy, y] = [lowering.input(call, 'dy'), lowering.input(call, 'y')];
    const layout = lowering.plainLayout(y);
    const { axis, descriptor: hint } = forward(lowering, call, layout, lowering.spec(y).shape.length);
    const descriptor = lowering.scope.add(
      'primitiveDescriptor',
      lowering.api.make.softmaxBackward(
        Algorithm.softmaxAccurate,
        layout.descriptor,
        layout.descriptor,
        layout.descriptor,
        axis,
        hint,
        lowering.attributes(),
      ),
    );
    lowering.emitPrimitive(
      call.kernel,
      descriptor,
      [
        [Argument.destination, lowering.readPlain(y), layout.descriptor],
        [Argument.diffDestination, lowering.readPlain(dy), layout.descriptor],
      ],
      [[Argument.diffSource, lowering.definePlain(call.outputs[0]!), layout.descriptor]],
    );
  },
};
