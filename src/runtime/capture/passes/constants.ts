import '@tensorflow/tfjs-backend-cpu';
import {
  engine,
  findBackend,
  type KernelBackend,
  type NamedAttrMap,
  type NamedTensorMap,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { Constant, KernelCall, StepProgram, ValueId } from '../step-program.js';
import { onBackend } from '../switch.js';
import { rebuild, sizeOf, type Editor } from './edit.js';

/** A constant of more numbers than this would make the program bigger than the call that computes it. */
const MOST = 4096;

const lists = new Set(['AddN', 'Concat', 'Pack']);

/** tfjs's JavaScript backend. It advertises faster ones on its first use, which is of no interest here. */
function cpu(): KernelBackend {
  const backend = findBackend('cpu');
  (backend as unknown as { firstUse: boolean }).firstUse = false;
  return backend;
}

function compute(call: KernelCall, editor: Editor): Constant['data'][] {
  return onBackend('cpu', cpu(), () => {
    const tf = engine();
    tf.startScope('constants');
    try {
      const tensors = Object.entries(call.inputs).map(([name, id]): [string, Tensor] => {
        const { shape, dtype } = editor.value(id);
        return [name, tf.makeTensor(editor.constant(id) as Constant['data'], [...shape], dtype)];
      });
      const given = lists.has(call.kernel)
        ? (tensors
            .sort(([a], [b]) => Number(a) - Number(b))
            .map(([, tensor]) => tensor) as unknown as NamedTensorMap)
        : Object.fromEntries(tensors);
      const made = tf.runKernel(call.kernel, given, call.attrs as unknown as NamedAttrMap) as
        Tensor | Tensor[];
      return (Array.isArray(made) ? made : [made]).map((tensor) =>
        (tensor.dataSync() as Constant['data']).slice(),
      );
    } finally {
      tf.endScope();
    }
  });
}

/** Compute now what depends on constants alone, where the result is small. */
export function foldConstants(program: StepProgram): StepProgram {
  return rebuild(program, (call, editor) => {
    const operands = Object.values(call.inputs);
    const small = call.outputs.every((id) => sizeOf(editor.value(id).shape) <= MOST);
    if (operands.length === 0 || !small || operands.some((id) => !editor.constant(id))) {
      editor.keep(call);
      return;
    }
    compute(call, editor).forEach((data, at) => {
      const id = call.outputs[at] as ValueId;
      const { shape, dtype } = editor.value(id);
      editor.replace(id, editor.addConstant(data, shape, dtype));
    });
  });
}
