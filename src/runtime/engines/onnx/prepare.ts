import type { StepProgram } from '../../capture/index.js';
import type { PreparedProgram, TensorData } from '../engine.js';
import { StepFailed } from '../../step-failed.js';
import { numbersFor } from '../feed.js';
import { byName } from '../../../names/index.js';
import { lower, type Port, type Ports } from './lower.js';
import type { Ort, OrtSession, OrtTensor } from './runtime.js';
import type { States } from './states.js';

/** What programs are made ready with. */
export interface Machine {
  ort: Ort;
  /** Channels in a block of onnxruntime's blocked kernels, 0 for none. */
  block: number;
  create(model: Uint8Array): Promise<OrtSession>;
  /** Tells a person what they should know. */
  notice(message: string): void;
}

/** A step as onnxruntime has loaded it. */
interface Loaded {
  ports: Ports;
  session: OrtSession;
  block: number;
}

/** What onnxruntime says of memory that it finds none of, or that an operator may have no more of. */
const EXHAUSTED = /failed to allocate memory|bad_alloc|bad allocation|would require more than \d+ bytes/i;

/** onnxruntime does not take a model, or fails in it: its own words, in which it names the node. */
class Refusal extends StepFailed {
  constructor(message: string, { cause }: { cause: unknown }) {
    const words = messageOf(cause);
    // A node that onnxruntime made of several is `fused` and the first of them.
    const node = /Name:'(?:fused )?([^'#]*)#\d/.exec(words)?.[1];
    super(message, node ?? null, EXHAUSTED.test(words), { cause });
  }
}

/**
 * Make a step ready to run. Where onnxruntime refuses the form with blocked kernels, as it loads it or as it runs it
 * for the first time, the plain form takes its place, and that is said.
 */
export async function prepare(
  machine: Machine,
  program: StepProgram,
  states: States,
): Promise<PreparedProgram> {
  let loaded: Loaded;
  try {
    loaded = await load(machine, program, machine.block, states);
  } catch (error) {
    if (!(error instanceof Refusal) || error.outOfMemory || machine.block === 0) throw error;
    loaded = await loadPlain(machine, program, states, error);
  }

  let live = true;
  let proven = loaded.block === 0;
  return {
    async run(feeds) {
      if (!live) throw new Error(`${program.name} has been disposed`);
      let outputs: Outputs;
      try {
        outputs = await runOnce(machine, program, loaded, states, feeds);
      } catch (error) {
        if (!(error instanceof Refusal) || error.outOfMemory || proven) throw error;
        const { session } = loaded;
        loaded = await loadPlain(machine, program, states, error);
        proven = true;
        await session.release();
        outputs = await runOnce(machine, program, loaded, states, feeds).catch((second: unknown) => {
          throw second instanceof Refusal ? both(program, error, second) : second;
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

async function load(
  { create }: Machine,
  program: StepProgram,
  block: number,
  states: States,
): Promise<Loaded> {
  const { model, ...ports } = lower(program, block, states.layouts);
  for (const { name, layout } of [...ports.states, ...ports.updates]) states.settle(name, layout);
  try {
    return { ports, session: await create(model), block };
  } catch (error) {
    throw new Refusal(`${program.name}: onnxruntime refuses the step: ${messageOf(error)}`, { cause: error });
  }
}

/** States that other programs hold blocked stay so: the plain form takes them as they lie. */
async function loadPlain(
  machine: Machine,
  program: StepProgram,
  states: States,
  blocked: Refusal,
): Promise<Loaded> {
  states.loosen();
  const loaded = await load(machine, program, 0, states).catch((error: unknown) => {
    throw error instanceof Refusal ? both(program, blocked, error) : error;
  });
  machine.notice(
    `onnxruntime refuses the quick form of ${program.name}, so that it runs in the plain one, which is slower: ` +
      messageOf(blocked.cause),
  );
  return loaded;
}

const both = ({ name }: StepProgram, blocked: Refusal, plain: Refusal) =>
  new Refusal(
    `${name}: onnxruntime refuses both forms of the step. With blocked kernels: ${messageOf(blocked.cause)}. ` +
      `Without: ${messageOf(plain.cause)}`,
    { cause: plain.cause },
  );

type Outputs = Awaited<ReturnType<OrtSession['run']>>;

async function runOnce(
  { ort }: Machine,
  program: StepProgram,
  { ports, session }: Loaded,
  states: States,
  feeds: Parameters<PreparedProgram['run']>[0],
): Promise<Outputs> {
  const inputs = byName<OrtTensor>();
  for (const port of ports.feeds) inputs[port.port] = tensorOf(ort, program, port, feeds[port.name]);
  for (const { name, port } of ports.states) {
    const held = states.get(name);
    if (!held) throw new Error(`${program.name}: the state "${name}" was never written`);
    inputs[port] = held.tensor;
  }
  try {
    return await session.run(inputs);
  } catch (error) {
    throw new Refusal(`${program.name}: ${messageOf(error)}`, { cause: error });
  }
}

function tensorOf(
  ort: Ort,
  program: StepProgram,
  { name, type, dims }: Port,
  feed: TensorData | number | undefined,
): OrtTensor {
  const data = numbersFor(program.name, { name, type, shape: dims }, feed);
  return new ort.Tensor(type as 'float32', data as Float32Array, dims);
}

/** Nodes are named after the layers that they belong to, so onnxruntime's own words say where. */
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
