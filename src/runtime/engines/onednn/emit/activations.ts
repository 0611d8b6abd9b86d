/** Activations whose functions take long, and their gradients: by oneDNN, which has them for all threads. */
import type { KernelCall, ValueId } from '../../../capture/index.js';
import { Algorithm, Argument, PropKind } from '../library/index.js';
import type { Layout } from '../layout.js';
import type { Lowering } from '../lowering.js';
import type { CompositeEmitter } from './composite-emitter.js';

interface Activation {
  algorithm: number;
  alpha?: number;
}

/** The layout in which a value is there. */
const presentLayout = (lowering: Lowering, id: ValueId): Layout =>
  lowering.formsOf(id)[0]?.layout ?? lowering.plainLayout(id);

function forward(lowering: Lowering, layout: Layout, { algorithm, alpha = 0 }: Activation): number {
  return lowering.scope.add(
    'primitiveDescriptor',
    lowering.api.make.eltwiseForward(
      PropKind.training,
      algorithm,
      layout.descriptor,
      layout.descriptor,
      alpha,
      0,
      lowering.attributes(),
    ),
  );
}

const activation = (choose: (call: KernelCall) => Activation): CompositeEmitter => ({
  reads: () => ['x'],
  emit(lowering, call) {
    const x = lowering.input(call, 'x');
    const layout = presentLayout(lowering, x);
    lowering.emitPrimitive(
      call.kernel,
      forward(lowering, layout, choose(call)),
      [lowering.readAs(Argument.source, x, layout)],
      [lowering.defineAs(Argument.destination, call.outputs[0]!, layout)],
    );
  },
});

const activationGradient = (choose: (call: KernelCall) => Activation): CompositeEmitter => ({
  reads: () => ['dy', 'x'],
  emit(lowering, call) {
    const { api, scope } = lowering;
    const [dy, x] = [lowering.input(call, 'dy'), lowering.input(call, 'x')];
    const layout = presentLayout(lowering, x);
    const own = choose(call);
    const descriptor = scope.add(
      'primitiveDescriptor',
      api.make.eltwiseBackward(
        own.algorithm,
        layout.descriptor,
        layout.descriptor,
        layout.descriptor,
        own.alpha ?? 0,
        0,
        forward(lowering, layout, own),
        lowering.attributes(),
      ),
    );
    lowering.emitPrimitive(
      call.kernel,
      descriptor,
      [lowering.readAs(Argument.source, x, layout), lowering.readAs(Argument.diffDestination, dy, layout)],
      [lowering.defineAs(Argument.diffSource, call.outputs[0]!, layout)],
    );
  },
});

const gelu = ({ attrs }: KernelCall): Activation => ({
  algorithm: attrs.approximate ? Algorithm.geluTanh : Algorithm.geluErf,
});
const silu = (): Activation => ({ algorithm: Algorithm.swish, alpha: 1 });
const mish = (): Activation => ({ algorithm: Algorithm.mish });

export const activationEmitters: Readonly<Record<string, CompositeEmitter>> = {
  Gelu: activation(gelu),
  GeluGrad: activationGradient(gelu),
  Silu: activation(silu),
  SiluGrad: activationGradient(silu),
  Mish: activation(mish),
  MishGrad: activationGradient(mish),
};
