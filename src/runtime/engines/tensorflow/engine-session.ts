import type { StepProgram } from '../../capture/index.js';
import type { EngineSession, PreparedProgram, StateTensor, TensorData } from '../engine.js';
import { feedToTypedArray } from '../feed-array.js';
import { TensorflowGraphBuilder, shapeAttribute, type NodeOutput } from './graph-builder.js';
import { StepError } from '../../engine-errors/index.js';
import { TensorflowError, type ResolvedCall, type GraphSession } from './library/index.js';
import { lowerToTensorflow, resourceVariable } from './lower.js';

/** TF_RESOURCE_EXHAUSTED of `tensorflow/c/tf_status.h`. */
const RESOURCE_EXHAUSTED = 8;

/** How a state is set and read, beside the programs that use it: nodes of the graph. */
interface StateVariable {
  shape: readonly number[];
  value: NodeOutput;
  assign: NodeOutput;
  read: NodeOutput;
  /** Whether it has a value by now. */
  written: boolean;
}

/** Holds the state of a phase in TensorFlow's variables; programs are parts of one graph that grows. */
export function openTensorflowEngineSession(graphSession: GraphSession): EngineSession {
  const states = new Map<string, StateVariable>();
  /**
   * TensorFlow makes a plan for each set of things that are fed, fetched and run together. Making one takes longer than
   * most states take to copy, so states go in and out together.
   */
  const plans = new Map<string, ResolvedCall>();
  let parts = 0;

  const stateOf = (name: string, shape: readonly number[]): StateVariable => {
    const known = states.get(name);
    if (known) {
      if (known.shape.join() === shape.join()) return known;
      throw new Error(`the state "${name}" is [${known.shape.join(', ')}], not [${shape.join(', ')}]`);
    }
    const graph = new TensorflowGraphBuilder(`state${parts++}`);
    const value = graph.node('Placeholder', [], { dtype: 'float32', shape: shapeAttribute(shape) });
    const handle = resourceVariable(graph, name, shape);
    const assign = graph.node('AssignVariableOp', [handle, value], { dtype: 'float32' });
    const read = graph.node('ReadVariableOp', [handle], { dtype: 'float32' });
    graphSession.add(graph.encode());
    const held: StateVariable = { shape: [...shape], value, assign, read, written: false };
    states.set(name, held);
    return held;
  };

  const planned = (how: 'read' | 'write', names: readonly string[]): ResolvedCall => {
    const key = JSON.stringify([how, names]);
    const known = plans.get(key);
    if (known) return known;
    const list = names.map((name) => states.get(name) as StateVariable);
    const made =
      how === 'write'
        ? graphSession.call(
            list.map(({ value, shape }) => ({ ref: value, type: 'float32', shape })),
            [],
            list.map(({ assign }) => assign),
          )
        : graphSession.call(
            [],
            list.map(({ read }) => ({ ref: read, type: 'float32' })),
            [],
          );
    plans.set(key, made);
    return made;
  };

  return {
    async prepare(program): Promise<PreparedProgram> {
      const lowered = lowerToTensorflow(program, `step${parts++}`);
      const held = new Map(lowered.states.map(({ name, shape }) => [name, stateOf(name, shape)]));
      const call = rethrowAsStepError(program, () => {
        graphSession.add(lowered.graph.encode());
        return graphSession.call(
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
          const data = lowered.feeds.map((feed) => feedToTypedArray(program.name, feed, feeds[feed.name]));
          const made = rethrowAsStepError(program, () => call.run(data));
          for (const { name } of lowered.updates) (held.get(name) as StateVariable).written = true;
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
      const names = [...tensors.keys()];
      if (names.length === 0) return;
      const held = [...tensors].map(([name, { shape }]) => stateOf(name, shape));
      planned('write', names).run([...tensors.values()].map(({ data }) => data));
      for (const one of held) one.written = true;
    },
    async read() {
      const written = [...states].filter(([, one]) => one.written);
      if (written.length === 0) return new Map<string, StateTensor>();
      const numbers = planned(
        'read',
        written.map(([name]) => name),
      ).run([]);
      return new Map(
        written.map(([name, { shape }], at): [string, StateTensor] => [
          name,
          { shape: [...shape], data: numbers[at] as Float32Array },
        ]),
      );
    },
    async close() {
      graphSession.close();
    },
  };
}

/** TensorFlow's errors, with the step that they are about; its own words name the layer's node. */
function rethrowAsStepError<T>(program: StepProgram, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof TensorflowError)) throw error;
    // `{{node step3/gradient/encoder/conv2d_1/Conv2D_5}}`: the graph's part, what it belongs to, the operation.
    const scope = /\{\{node [^/}]+\/([^}]+)\/[^/}]+\}\}/.exec(error.message)?.[1] ?? null;
    const message = `${program.name}: TensorFlow refuses the step: ${error.message}`;
    throw new StepError(message, scope, error.code === RESOURCE_EXHAUSTED, { cause: error });
  }
}
