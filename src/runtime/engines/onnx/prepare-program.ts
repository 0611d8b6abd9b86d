import type { StepProgram } from '../../capture/index.js';
import type { PreparedProgram, TensorData } from '../engine.js';
import { StepError } from '../../engine-errors/index.js';
import { feedToTypedArray } from '../feed-array.js';
import { nullPrototypeRecord } from '../../../records/index.js';
import { lowerToOnnx, type TensorBinding, type ModelBindings } from './lower.js';
import type { Ort, OrtSession, OrtTensor } from './onnxruntime-session.js';
import type { SessionStates } from './session-states.js';

/** What preparing a program needs. */
export interface OnnxruntimeContext {
  ort: Ort;
  /** Channels in a block of onnxruntime's NCHWc kernels, 0 for none. */
  block: number;
  create(model: Uint8Array): Promise<OrtSession>;
  /** Shows a message to the user. */
  notice(message: string): void;
}

/** A step that is lowered and loaded. */
interface LoadedModel {
  ports: ModelBindings;
  session: OrtSession;
  block: number;
}

/** Messages of onnxruntime, and of Node, about failed or excessive allocations. */
const ALLOCATION_FAILED =
  /failed to allocate memory|bad_alloc|bad allocation|would require more than \d+ bytes|(?:array buffer|typed array).*(?:allocation failed|length)/i;

/** onnxruntime rejected a model or failed while running it; its message names the node. */
class OnnxruntimeStepError extends StepError {
  constructor(message: string, { cause }: { cause: unknown }) {
    const libraryMessage = messageOf(cause);
    // Nodes that onnxruntime fused are named `fused` and the first node's name.
    const node = /Name:'(?:fused )?([^'#]*)#\d/.exec(libraryMessage)?.[1];
    super(message, node ?? null, ALLOCATION_FAILED.test(libraryMessage), { cause });
  }
}

/**
 * Lowers and loads a step. If onnxruntime rejects the NCHWc form when loading it or in its first run, falls back to
 * the plain form, with a notice.
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
  let succeeded = loaded.block === 0;
  return {
    async run(feeds) {
      if (!live) throw new Error(`${program.name} has been disposed`);
      let results: Results;
      try {
        results = await runOnce(context, program, loaded, states, feeds);
      } catch (error) {
        if (!(error instanceof OnnxruntimeStepError) || error.outOfMemory || succeeded) throw error;
        const { session } = loaded;
        loaded = await loadPlainForm(context, program, states, error);
        succeeded = true;
        await session.release();
        results = await runOnce(context, program, loaded, states, feeds).catch((second: unknown) => {
          throw second instanceof OnnxruntimeStepError ? bothFormsRefused(program, error, second) : second;
        });
      }
      succeeded = true;
      for (const update of loaded.ports.updates) states.advance(update);
      return results;
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

/** States that other programs hold in an NCHWc layout keep it; the plain form accepts them so. */
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

type Results = Record<string, TensorData>;

/** Takes a step. New values of states are left in their other arrays. */
async function runOnce(
  { ort }: OnnxruntimeContext,
  program: StepProgram,
  { ports, session }: LoadedModel,
  states: SessionStates,
  feeds: Parameters<PreparedProgram['run']>[0],
): Promise<Results> {
  const [inputs, outputs] = [nullPrototypeRecord<OrtTensor>(), nullPrototypeRecord<OrtTensor>()];
  /** Tensors of this step alone. */
  const bound: OrtTensor[] = [];
  const bind = (tensor: OrtTensor): OrtTensor => {
    bound.push(tensor);
    return tensor;
  };
  try {
    for (const port of ports.feeds)
      inputs[port.port] = bind(feedTensor(ort, program, port, feeds[port.name]));
    for (const { name, port } of ports.states) {
      const state = states.current(name);
      if (!state) throw new Error(`${program.name}: the state "${name}" was never written`);
      inputs[port] = state;
    }
    try {
      for (const update of ports.updates) outputs[update.port] = states.next(update);
      for (const { port, type, dims } of ports.results) outputs[port] = bind(ort.tensor(type, dims));
      await session.run(inputs, outputs);
    } catch (error) {
      throw new OnnxruntimeStepError(`${program.name}: ${messageOf(error)}`, { cause: error });
    }
    return Object.fromEntries(
      ports.results.map(({ name, port }): [string, TensorData] => [name, outputs[port]?.data as TensorData]),
    );
  } finally {
    for (const tensor of bound) tensor.release();
  }
}

function feedTensor(
  ort: Ort,
  program: StepProgram,
  { name, type, dims }: TensorBinding,
  feed: TensorData | number | undefined,
): OrtTensor {
  const data = feedToTypedArray(program.name, { name, type, shape: dims }, feed);
  return ort.tensor(type, dims, data as OrtTensor['data']);
}

/** onnxruntime's message. It names the failing node, and nodes are named after their layers. */
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
