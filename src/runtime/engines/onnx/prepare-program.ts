import type { StepProgram } from '../../capture/index.js';
import type { PreparedProgram, TensorData } from '../engine.js';
import { StepError } from '../../engine-errors/index.js';
import { feedToTypedArray } from '../feed-array.js';
import { nullPrototypeRecord } from '../../../records/index.js';
import { lowerToOnnx, type TensorBinding, type ModelBindings } from './lower.js';
import type { Ort, OrtSession, OrtTensor } from './onnxruntime-session.js';
import type { SessionStates } from './session-states.js';

/** What programs are made ready with. */
export interface OnnxruntimeContext {
  ort: Ort;
  /** Channels in a block of onnxruntime's blocked kernels, 0 for none. */
  block: number;
  create(model: Uint8Array): Promise<OrtSession>;
  /** Tells a person what they should know. */
  notice(message: string): void;
}

/** A step as onnxruntime has loaded it. */
interface LoadedModel {
  ports: ModelBindings;
  session: OrtSession;
  block: number;
}

/** What onnxruntime says of memory that it finds none of, or that an operator may have no more of. */
const ALLOCATION_FAILED =
  /failed to allocate memory|bad_alloc|bad allocation|would require more than \d+ bytes/i;

/** onnxruntime does not take a model, or fails in it: its own words, in which it names the node. */
class OnnxruntimeStepError extends StepError {
  constructor(message: string, { cause }: { cause: unknown }) {
    const words = messageOf(cause);
    // A node that onnxruntime made of several is `fused` and the first of them.
    const node = /Name:'(?:fused )?([^'#]*)#\d/.exec(words)?.[1];
    super(message, node ?? null, ALLOCATION_FAILED.test(words), { cause });
  }
}

/**
 * Make a step ready to run. Where onnxruntime refuses the form with blocked kernels, as it loads it or as it runs it
 * for the first time, the plain form takes its place, and that is said.
 */
export async function prepareOnnxProgram(
  context: OnnxruntimeContext,
  program: StepProgram,
  states: SessionStates,
): Promise<PreparedProgram> {
  let loaded: LoadedModel;
  try {
    loaded = await loadModel(context, program, context.block, states);
  } catch (error) {
    if (!(error instanceof OnnxruntimeStepError) || error.outOfMemory || context.block === 0) throw error;
    loaded = await loadPlainForm(context, program, states, error);
  }

  let live = true;
  let proven = loaded.block === 0;
  return {
    async run(feeds) {
      if (!live) throw new Error(`${program.name} has been disposed`);
      let outputs: Outputs;
      try {
        outputs = await runOnce(context, program, loaded, states, feeds);
      } catch (error) {
        if (!(error instanceof OnnxruntimeStepError) || error.outOfMemory || proven) throw error;
        const { session } = loaded;
        loaded = await loadPlainForm(context, program, states, error);
        proven = true;
        await session.release();
        outputs = await runOnce(context, program, loaded, states, feeds).catch((second: unknown) => {
          throw second instanceof OnnxruntimeStepError ? bothFormsRefused(program, error, second) : second;
        });
      }
      proven = true;
      const { updates, results } = loaded.ports;
      for (const { name, port, shape, layout } of updates) {
        states.set(name, { shape, layout, tensor: outputs[port] as OrtTensor });
      }
      return Object.fromEntries(
        results.map(({ name, port }): [string, TensorData] => [name, outputs[port]?.data as TensorData]),
      );
    },
    async dispose() {
      if (!live) return;
      live = false;
      await loaded.session.release();
    },
  };
}

async function loadModel(
  { create }: OnnxruntimeContext,
  program: StepProgram,
  blockSize: number,
  states: SessionStates,
): Promise<LoadedModel> {
  const { model, ...ports } = lowerToOnnx(program, blockSize, states.layouts);
  for (const { name, layout } of [...ports.states, ...ports.updates]) states.fixLayout(name, layout);
  try {
    return { ports, session: await create(model), block: blockSize };
  } catch (error) {
    throw new OnnxruntimeStepError(`${program.name}: onnxruntime refuses the step: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** States that other programs hold blocked stay so: the plain form takes them as they lie. */
async function loadPlainForm(
  context: OnnxruntimeContext,
  program: StepProgram,
  states: SessionStates,
  blockedError: OnnxruntimeStepError,
): Promise<LoadedModel> {
  states.releaseLayouts();
  const loaded = await loadModel(context, program, 0, states).catch((error: unknown) => {
    throw error instanceof OnnxruntimeStepError ? bothFormsRefused(program, blockedError, error) : error;
  });
  context.notice(
    `onnxruntime refuses the quick form of ${program.name}, so that it runs in the plain one, which is slower: ` +
      messageOf(blockedError.cause),
  );
  return loaded;
}

const bothFormsRefused = (
  { name }: StepProgram,
  blockedError: OnnxruntimeStepError,
  plainError: OnnxruntimeStepError,
) =>
  new OnnxruntimeStepError(
    `${name}: onnxruntime refuses both forms of the step. With blocked kernels: ${messageOf(blockedError.cause)}. ` +
      `Without: ${messageOf(plainError.cause)}`,
    { cause: plainError.cause },
  );

type Outputs = Awaited<ReturnType<OrtSession['run']>>;

async function runOnce(
  { ort }: OnnxruntimeContext,
  program: StepProgram,
  { ports, session }: LoadedModel,
  states: SessionStates,
  feeds: Parameters<PreparedProgram['run']>[0],
): Promise<Outputs> {
  const inputs = nullPrototypeRecord<OrtTensor>();
  for (const port of ports.feeds) inputs[port.port] = feedTensor(ort, program, port, feeds[port.name]);
  for (const { name, port } of ports.states) {
    const held = states.get(name);
    if (!held) throw new Error(`${program.name}: the state "${name}" was never written`);
    inputs[port] = held.tensor;
  }
  try {
    return await session.run(inputs);
  } catch (error) {
    throw new OnnxruntimeStepError(`${program.name}: ${messageOf(error)}`, { cause: error });
  }
}

function feedTensor(
  ort: Ort,
  program: StepProgram,
  { name, type, dims }: TensorBinding,
  feed: TensorData | number | undefined,
): OrtTensor {
  const data = feedToTypedArray(program.name, { name, type, shape: dims }, feed);
  return new ort.Tensor(type as 'float32', data as Float32Array, dims);
}

/** Nodes are named after the layers that they belong to, so onnxruntime's own words say where. */
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
