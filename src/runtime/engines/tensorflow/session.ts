import type { StepProgram } from '../../capture/index.js';
import type { EngineSession, PreparedProgram, StateTensor, TensorData } from '../engine.js';
import { numbersFor } from '../feed.js';
import { Graph, shape as shapeAttribute } from './graph.js';
import { StepFailed } from '../../step-failed.js';
import { TensorflowError, type Call, type GraphSession } from './library/index.js';
import { lower, variable } from './lower.js';

/** TF_RESOURCE_EXHAUSTED of `tensorflow/c/tf_status.h`. */
const RESOURCE_EXHAUSTED = 8;

/** How a state is set and read, beside the programs that use it. */
interface Held {
  shape: readonly number[];
  write: Call;
  read: Call;
  /** Whether it has a value by now. */
  written: boolean;
}

/** Holds the state of a phase in TensorFlow's variables; programs are parts of one graph that grows. */
export function openSession(graphs: GraphSession): EngineSession {
  const states = new Map<string, Held>();
  let parts = 0;

  const stateOf = (name: string, shape: readonly number[]): Held => {
    const known = states.get(name);
    if (known) {
      if (known.shape.join() === shape.join()) return known;
      throw new Error(`the state "${name}" is [${known.shape.join(', ')}], not [${shape.join(', ')}]`);
    }
    const graph = new Graph(`state${parts++}`);
    const value = graph.node('Placeholder', [], { dtype: 'float32', shape: shapeAttribute(shape) });
    const handle = variable(graph, name, shape);
    const assign = graph.node('AssignVariableOp', [handle, value], { dtype: 'float32' });
    const read = graph.node('ReadVariableOp', [handle], { dtype: 'float32' });
    graphs.add(graph.encode());
    const held: Held = {
      shape: [...shape],
      write: graphs.call([{ ref: value, type: 'float32', shape }], [], [assign]),
      read: graphs.call([], [{ ref: read, type: 'float32' }], []),
      written: false,
    };
    states.set(name, held);
    return held;
  };

  return {
    async prepare(program): Promise<PreparedProgram> {
      const lowered = lower(program, `step${parts++}`);
      const held = new Map(lowered.states.map(({ name, shape }) => [name, stateOf(name, shape)]));
      const call = explained(program, () => {
        graphs.add(lowered.graph.encode());
        return graphs.call(
          lowered.feeds,
          lowered.results,
          lowered.updates.map(({ node }) => node),
        );
      });
      let live = true;
      return {
        async run(feeds) {
          if (!live) throw new Error(`${program.name} has been disposed`);
          for (const { kind, name } of program.inputs) {
            if (kind === 'state' && !held.get(name)?.written)
              throw new Error(`${program.name}: the state "${name}" was never written`);
          }
          const data = lowered.feeds.map((feed) => numbersFor(program.name, feed, feeds[feed.name]));
          const made = explained(program, () => call.run(data));
          for (const { name } of lowered.updates) (held.get(name) as Held).written = true;
          return Object.fromEntries(
            lowered.results.map(({ name }, at): [string, TensorData] => [name, made[at] as TensorData]),
          );
        },
        async dispose() {
          live = false;
        },
      };
    },
    async write(tensors) {
      for (const [name, { shape, data }] of tensors) {
        const held = stateOf(name, shape);
        held.write.run([data]);
        held.written = true;
      }
    },
    async read() {
      const copies = new Map<string, StateTensor>();
      for (const [name, { shape, read, written }] of states) {
        if (written) copies.set(name, { shape: [...shape], data: read.run([])[0] as Float32Array });
      }
      return copies;
    },
    async close() {
      graphs.close();
    },
  };
}

/** TensorFlow's errors, with the step that they are about; its own words name the layer's node. */
function explained<T>(program: StepProgram, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof TensorflowError)) throw error;
    // `{{node step3/gradient/encoder/conv2d_1/Conv2D_5}}`: the graph's part, what it belongs to, the operation.
    const scope = /\{\{node [^/}]+\/([^}]+)\/[^/}]+\}\}/.exec(error.message)?.[1] ?? null;
    const message = `${program.name}: TensorFlow refuses the step: ${error.message}`;
    throw new StepFailed(message, scope, error.code === RESOURCE_EXHAUSTED, { cause: error });
  }
}
