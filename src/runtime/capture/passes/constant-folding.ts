import { shapeSize } from '../../../vocabulary/index.js';
import '@tensorflow/tfjs-backend-cpu';
import {
  engine,
  findBackend,
  type KernelBackend,
  type NamedAttrMap,
  type NamedTensorMap,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { ProgramConstant, KernelCall, StepProgram, ValueId } from '../step-program.js';
import { runOnBackend } from '../run-on-backend.js';
import { rewriteProgram, type ProgramEditor } from './program-editor.js';

/** Larger results are not folded: the constant would be bigger than the call. */
const MAX_FOLDED_ELEMENTS = 4096;

const listInputKernels = new Set(['AddN', 'Concat', 'Pack']);

/** tfjs's JavaScript backend; the advertisement of faster ones that it prints at its first use is suppressed. */
function cpuBackend(): KernelBackend {
  const backend = findBackend('cpu');
  (backend as unknown as { firstUse: boolean }).firstUse = false;
  return backend;
}

function computeOnCpu(call: KernelCall, editor: ProgramEditor): ProgramConstant['data'][] {
  return runOnBackend('cpu', cpuBackend(), () => {
    const tf = engine();
    tf.startScope('constants');
    try {
      const tensors = Object.entries(call.inputs).map(([name, id]): [string, Tensor] => {
        const { shape, dtype } = editor.value(id);
        return [name, tf.makeTensor(editor.constant(id) as ProgramConstant['data'], [...shape], dtype)];
      });
      const given = listInputKernels.has(call.kernel)
        ? (tensors
            .sort(([a], [b]) => Number(a) - Number(b))
            .map(([, tensor]) => tensor) as unknown as NamedTensorMap)
        : Object.fromEntries(tensors);
      const made = tf.runKernel(call.kernel, given, call.attrs as unknown as NamedAttrMap) as
        Tensor | Tensor[];
      return (Array.isArray(made) ? made : [made]).map((tensor) =>
        (tensor.dataSync() as ProgramConstant['data']).slice(),
      );
    } finally {
      tf.endScope();
    }
  });
}

/** Constant folding of calls with small results. */
export function foldConstants(program: StepProgram): StepProgram {
  return rewriteProgram(program, (call, editor) => {
    const operands = Object.values(call.inputs);
    const small = call.outputs.every((id) => shapeSize(editor.value(id).shape) <= MAX_FOLDED_ELEMENTS);
    if (
      operands.length === 0 ||
      call.decomposition ||
      !small ||
      operands.some((id) => !editor.constant(id))
    ) {
      editor.keep(call);
      return;
    }
    computeOnCpu(call, editor).forEach((data, at) => {
      const id = call.outputs[at] as ValueId;
      const { shape, dtype } = editor.value(id);
      editor.replace(id, editor.addConstant(data, shape, dtype));
    });
  });
}
