import type { KernelCall } from '../../../capture/index.js';
import { Algorithm, Argument, PropKind } from '../library/index.js';
import type { Lowering } from '../lowering.js';

export function emitSoftmax(lowering: Lowering, call: KernelCall): void {
  const x = lowering.input(call, 'logits');
  const y = call.outputs[0]!;
  const rank = lowering.spec(x).shape.length;
  const axis = ((Number(call.attrs.dim) % rank) + rank) % rank;
  const layout = lowering.plainLayout(x);
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
  lowering.emitPrimitive(
    call.kernel,
    descriptor,
    [[Argument.source, lowering.readPlain(x), layout.descriptor]],
    [[Argument.destination, lowering.definePlain(y), layout.descriptor]],
  );
}
