/** A session that keeps the state as tensors of a tfjs backend, and replays steps on them. */
import { engine as tfjs, type KernelBackend, type Tensor } from '@tensorflow/tfjs-core';
import { decomposeComposites, runOnBackend, type StepProgram, type ValueId } from '../../capture/index.js';
import { nullPrototypeRecord } from '../../../records/index.js';
import type { EngineSession, PreparedProgram, StateTensor, StepFeeds, TensorData } from '../engine.js';
import { feedToTypedArray } from '../feed-array.js';
import { lastUses, replayProgram } from './replay.js';

export interface ReplayOptions {
  /** tfjs's name of the backend. */
  backendName: string;
  backend: KernelBackend;
  /** Throws if the backend can't compute a program, which has no composites. */
  verify?(program: StepProgram): void;
}

/**
 * All calls of a step are made before `run` first waits, and only its results are read. A step may thus be requested before the
 * one before it has ended: on backends that compute asynchronously, it is queued behind that.
 */
export function openReplaySession({ backendName, backend, verify }: ReplayOptions): EngineSession {
  const state = new Map<string, Tensor>();
  const constants = new Set<Tensor>();
  const withBackend = <T>(body: () => T): T => runOnBackend(backendName, backend, body);

  const replace = (key: string, tensor: Tensor) => {
    state.get(key)?.dispose();
    state.set(key, tensor);
  };

  return {
    async prepare(step) {
      const program = decomposeComposites(step);
      verify?.(program);
      const own = withBackend(() => constantTensors(program));
      for (const tensor of own.values()) constants.add(tensor);
      return {
        run: prepareReplay(program, own, state, replace, withBackend),
        async dispose() {
          for (const tensor of own.values()) if (constants.delete(tensor)) tensor.dispose();
        },
      };
    },
    async write(tensors) {
      withBackend(() => {
        for (const [key, { shape, data }] of tensors) {
          replace(key, keep(tfjs().makeTensor(data.slice(), [...shape], 'float32')));
        }
      });
    },
    async read() {
      const copies = await Promise.all(
        [...state].map(async ([key, tensor]): Promise<[string, StateTensor]> => [
          key,
          { shape: [...tensor.shape], data: (await tensor.data<'float32'>()).slice() },
        ]),
      );
      return new Map(copies);
    },
    async close() {
      for (const tensor of [...state.values(), ...constants]) tensor.dispose();
      state.clear();
      constants.clear();
    },
  };
}

/** Exempts a tensor from tfjs's scopes. */
const keep = (tensor: Tensor): Tensor => tfjs().keep(tensor);

/** A reference of its own to a tensor, which replay may dispose. */
const refer = (tensor: Tensor): Tensor => tfjs().runKernel('Identity', { x: tensor }) as Tensor;

function toTensor(
  program: StepProgram,
  value: ValueId,
  name: string,
  data: TensorData | number | undefined,
): Tensor {
  const { shape, dtype } = program.values[value] as StepProgram['values'][number];
  // Copied, since the tensor must not alias the caller's array.
  const copy = feedToTypedArray(program.name, { name, type: dtype, shape }, data).slice();
  return tfjs().makeTensor(copy, [...shape], dtype);
}

const constantTensors = (program: StepProgram): Map<ValueId, Tensor> =>
  new Map(
    program.constants.map(({ value, data }) => [value, keep(toTensor(program, value, 'a constant', data))]),
  );

function prepareReplay(
  program: StepProgram,
  constants: ReadonlyMap<ValueId, Tensor>,
  state: ReadonlyMap<string, Tensor>,
  replace: (key: string, tensor: Tensor) => void,
  withBackend: <T>(body: () => T) => T,
): PreparedProgram['run'] {
  const uses = lastUses(program);

  const inputTensors = (feeds: Readonly<StepFeeds>): Map<ValueId, Tensor> => {
    const values = new Map<ValueId, Tensor>();
    for (const [value, tensor] of constants) values.set(value, refer(tensor));
    for (const { kind, name, value } of program.inputs) {
      if (kind === 'state') {
        const stateTensor = state.get(name);
        if (!stateTensor) throw new Error(`${program.name}: the state "${name}" was never written`);
        values.set(value, refer(stateTensor));
        continue;
      }
      values.set(value, toTensor(program, value, name, feeds[name]));
    }
    return values;
  };

  return async (feeds) => {
    const pendingResults: [string, Tensor][] = [];
    withBackend(() => {
      tfjs().startScope('step');
      try {
        const values = inputTensors(feeds);
        replayProgram(program, values, uses);
        const copies = program.outputs.map((output) => ({
          output,
          tensor: keep(refer(values.get(output.value) as Tensor)),
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
    try {
      const data = await Promise.all(pendingResults.map(([, tensor]) => tensor.data()));
      pendingResults.forEach(([name], at) => (results[name] = (data[at] as TensorData).slice()));
    } finally {
      for (const [, tensor] of pendingResults) tensor.dispose();
    }
    return results;
  };
}
