import {
  engine as tfjs,
  findBackend,
  setBackend,
  version_core,
  type KernelBackend,
  type NamedAttrMap,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { decomposeComposites, runOnBackend, type StepProgram, type ValueId } from '../../capture/index.js';
import type { Engine, EngineSession, PreparedProgram, StateTensor, TensorData } from '../engine.js';
import { feedToTypedArray } from '../feed-array.js';
import { nullPrototypeRecord } from '../../../records/index.js';
import { isDilatedGradient, correctCpuKernels } from './corrected-kernels/index.js';
import { lastUses, replayProgram } from './replay.js';

/**
 * Replays StepPrograms kernel by kernel on a registered tfjs backend. On `cpu`, tfjs's pure JavaScript backend, it is
 * slow and simple: the reference for tests of other engines.
 *
 * @param backend name of a tfjs backend; all but `cpu` must have been registered by the caller
 */
export function tfjsEngine(backend = 'cpu'): Engine {
  return {
    name: 'tfjs',
    version: `@tensorflow/tfjs-core ${version_core} (${backend})`,
    device: 'CPU',
    multithreaded: false,
    precisions: ['float32'],
    numerics: `tfjs-${version_core}-${backend}`,
    open: async () => openTfjsSession(backend, await prepareBackend(backend)),
  };
}

/** Initializes the backend without leaving it as tfjs's current one. */
export async function prepareBackend(name: string): Promise<KernelBackend> {
  if (name === 'cpu') {
    await import('@tensorflow/tfjs-backend-cpu');
    correctCpuKernels();
  }
  const ready = findBackend(name);
  if (ready) {
    // The JavaScript backend advertises faster ones on its first use, pointless where it was chosen.
    (ready as unknown as { firstUse?: boolean }).firstUse = false;
    return ready;
  }
  const before = tfjs().backendName;
  if (!(await setBackend(name))) throw new Error(`the tfjs backend "${name}" could not be started`);
  if (before) await setBackend(before);
  return findBackend(name);
}

function openTfjsSession(backendName: string, backend: KernelBackend): EngineSession {
  const state = new Map<string, Tensor>();
  const withBackend = <T>(body: () => T): T => runOnBackend(backendName, backend, body);

  const replace = (key: string, tensor: Tensor) => {
    state.get(key)?.dispose();
    state.set(key, tensor);
  };

  return {
    async prepare(step) {
      const program = decomposeComposites(step);
      const dilatedGradient = program.calls.find(({ kernel, attrs }) =>
        isDilatedGradient(kernel, attrs as NamedAttrMap),
      );
      if (dilatedGradient && backendName !== 'cpu') {
        throw new Error(
          `${program.name}: the tfjs backend "${backendName}" has no gradient of a convolution with dilation_rate (${dilatedGradient.scope})`,
        );
      }
      return prepareReplay(program, state, replace, withBackend);
    },
    async write(tensors) {
      withBackend(() => {
        for (const [key, { shape, data }] of tensors) {
          replace(key, keep(tfjs().makeTensor(data.slice(), [...shape], 'float32')));
        }
      });
    },
    async read() {
      const copies = new Map<string, StateTensor>();
      for (const [key, tensor] of state) {
        copies.set(key, { shape: [...tensor.shape], data: (await tensor.data<'float32'>()).slice() });
      }
      return copies;
    },
    async close() {
      for (const tensor of state.values()) tensor.dispose();
      state.clear();
    },
  };
}

/** Exempts a tensor from tfjs's scopes. */
const keep = (tensor: Tensor): Tensor => tfjs().keep(tensor);

function prepareReplay(
  program: StepProgram,
  state: ReadonlyMap<string, Tensor>,
  replace: (key: string, tensor: Tensor) => void,
  withBackend: <T>(body: () => T) => T,
): PreparedProgram {
  const uses = lastUses(program);

  const toTensor = (value: ValueId, name: string, data: TensorData | number | undefined): Tensor => {
    const { shape, dtype } = program.values[value] as StepProgram['values'][number];
    // Copied, since the state must not alias the caller's array.
    const copy = feedToTypedArray(program.name, { name, type: dtype, shape }, data).slice();
    return tfjs().makeTensor(copy, [...shape], dtype);
  };

  const inputTensors = (feeds: Readonly<Record<string, TensorData | number>>): Map<ValueId, Tensor> => {
    const values = new Map<ValueId, Tensor>();
    for (const { value, data } of program.constants) values.set(value, toTensor(value, 'a constant', data));
    for (const { kind, name, value } of program.inputs) {
      if (kind === 'state') {
        const stateTensor = state.get(name);
        if (!stateTensor) throw new Error(`${program.name}: the state "${name}" was never written`);
        // A reference of its own, which replay may dispose.
        values.set(value, tfjs().runKernel('Identity', { x: stateTensor }) as Tensor);
        continue;
      }
      values.set(value, toTensor(value, name, feeds[name]));
    }
    return values;
  };

  return {
    async run(feeds) {
      const pendingResults: [string, Tensor][] = [];
      withBackend(() => {
        tfjs().startScope('step');
        try {
          const values = inputTensors(feeds);
          replayProgram(program, values, uses);
          const copies = program.outputs.map((output) => ({
            output,
            tensor: keep(tfjs().runKernel('Identity', { x: values.get(output.value) as Tensor }) as Tensor),
          }));
          for (const { output, tensor } of copies) {
            if (output.kind === 'state') replace(output.name, tensor);
            else pendingResults.push([output.name, tensor]);
          }
        } finally {
          tfjs().endScope();
        }
      });
      const results = nullPrototypeRecord<TensorData>();
      for (const [name, tensor] of pendingResults) {
        results[name] = ((await tensor.data()) as TensorData).slice();
        tensor.dispose();
      }
      return results;
    },
    async dispose() {},
  };
}
