/** Kernels without a lowering of their own: tfjs's JavaScript backend computes them, on the arena's memory. */
import {
  engine as tfjs,
  findBackend,
  type KernelBackend,
  type NamedAttrMap,
  type NamedTensorMap,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { runOnBackend, type KernelCall, type ValueId } from '../../../capture/index.js';
import type { TensorData } from '../../engine.js';
import { LIST_INPUT_KERNELS } from '../../tfjs/index.js';
import type { Lowering, Places } from '../lowering.js';
import type { Buffer } from '../memory/index.js';

const viewOf = (lowering: Lowering, places: Places, id: ValueId, buffer: Buffer): TensorData =>
  places.array(buffer, lowering.size(id), lowering.dataType(id));

export function emitFallback(lowering: Lowering, call: KernelCall): void {
  const inputs = Object.entries(call.inputs).map(([name, id]) => ({
    name,
    id,
    buffer: lowering.readPlain(id),
  }));
  const outputs = call.outputs.map((id) => ({ id, buffer: lowering.definePlain(id) }));
  lowering.emit({
    name: call.kernel,
    implementation: 'tfjs',
    reads: inputs.map(({ buffer }) => buffer),
    writes: outputs.map(({ buffer }) => buffer),
    bind(places) {
      const given = inputs.map(({ name, id, buffer }) => ({
        name,
        spec: lowering.spec(id),
        array: viewOf(lowering, places, id, buffer),
      }));
      const results = outputs.map(({ id, buffer }) => viewOf(lowering, places, id, buffer));
      const backend = findBackend('cpu');
      return () => runOnBackend('cpu', backend, () => runKernel(backend, call, given, results));
    },
  });
}

function runKernel(
  backend: KernelBackend,
  call: KernelCall,
  given: readonly {
    name: string;
    spec: { shape: readonly number[]; dtype: 'float32' | 'int32' | 'bool' };
    array: TensorData;
  }[],
  results: readonly TensorData[],
): void {
  tfjs().startScope(call.kernel);
  try {
    const tensors = given.map(({ name, spec: { shape, dtype }, array }): [string, Tensor] => {
      const typed = dtype === 'int32' && array instanceof Uint8Array ? Int32Array.from(array) : array;
      return [name, tfjs().makeTensor(typed, [...shape], dtype)];
    });
    const named = LIST_INPUT_KERNELS.has(call.kernel)
      ? (tensors
          .sort(([a], [b]) => Number(a) - Number(b))
          .map(([, tensor]) => tensor) as unknown as NamedTensorMap)
      : Object.fromEntries(tensors);
    const computed = tfjs().runKernel(call.kernel, named, call.attrs as unknown as NamedAttrMap);
    const list = Array.isArray(computed) ? computed : [computed];
    list.forEach((tensor, at) => results[at]!.set(backend.readSync(tensor.dataId) as TensorData));
  } finally {
    tfjs().endScope();
  }
}
