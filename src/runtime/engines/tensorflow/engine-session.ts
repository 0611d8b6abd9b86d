import type { StepProgram } from '../../capture/index.js';
import type { EngineSession, PreparedProgram, StateTensor, TensorData } from '../engine.js';
import { feedToTypedArray } from '../feed-array.js';
import { TensorflowGraphBuilder, shapeAttribute, type NodeOutput } from './graph-builder.js';
import { StepError } from '../../engine-errors/index.js';
import { TensorflowError, type ResolvedCall, type GraphSession } from './library/index.js';
import { lowerToTensorflow, resourceVariable } from './lower.js';

/** TF_RESOURCE_EXHAUSTED of `tensorflow/c/tf_status.h`. */
const RESOURCE_EXHAUSTED = 8;

/** Nodes that set and read a state variable, apart from programs. */
interface StateVariable {
  shape: readonly number[];
  value: NodeOutput;
  assign: NodeOutput;
  read: NodeOutput;
  /** Whether it has been assigned. */
  written: boolean;
}

/**
 * A session of the tensorflow engine: keeps the state of a phase in resource variables; programs are subgraphs of one
 * growing graph.
 */
export function openTensorflowEngineSession(graphSession: GraphSession): EngineSession {
  const states = new Map<string, StateVariable>();
  /**
   * TensorFlow compiles an executor for each set of feeds, fetches and targets, which takes longer than copying most
   * states: states are read and written together.
   */
  const stateCalls = new Map<string, ResolvedCall>();
  let subgraphs = 0;

  const stateOf = (name: string, shape: readonly number[]): StateVariable => {
    const existing = states.get(name);
    if (existing) {
      if (existing.shape.join() === shape.join()) return existing;
      throw new Error(`the state "${name}" is [${existing.shape.join(', ')}], not [${shape.join(', ')}]`);
    }
    const graph = new TensorflowGraphBuilder(`state${subgraphs++}`);
    const value = graph.node('Placeholder', [], { dtype: 'float32', shape: shapeAttribute(shape) });
    const handle = resourceVariable(graph, name, shape);
    const assign = graph.node('AssignVariableOp', [handle, value], { dtype: 'float32' });
    const read = graph.node('ReadVariableOp', [handle], { dtype: 'float32' });
    graphSession.add(graph.encode());
    const variable: StateVariable = { shape: [...shape], value, assign, read, written: false };
    states.set(name, variable);
    return variable;
  };

  const stateCall = (direction: 'read' | 'write', names: readonly string[]): ResolvedCall => {
    const key = JSON.stringify([direction, names]);
    const existing = stateCalls.get(key);
    if (existing) return existing;
    const stateVariables = names.map((name) => states.get(name) as StateVariable);
    const call =
      direction === 'write'
        ? graphSession.call(
            stateVariables.map(({ value, shape }) => ({ ref: value, type: 'float32', shape })),
            [],
            stateVariables.map(({ assign }) => assign),
          )
        : graphSession.call(
            [],
            stateVariables.map(({ read }) => ({ ref: read, type: 'float32' })),
            [],
          );
    stateCalls.set(key, call);
    return call;
  };

  return {
    async prepare(program): Promise<PreparedProgram> {
      const lowered = lowerToTensorflow(program, `step${subgraphs++}`);
      const variables = new Map(lowered.states.map(({ name, shape }) => [name, stateOf(name, shape)]));
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
            if (kind === 'state' && !variables.get(name)?.written)
              throw new Error(`${program.name}: the state "${name}" was never written`);
          }
          const data = lowered.feeds.map((feed) => feedToTypedArray(program.name, feed, feeds[feed.name]));
          const results = rethrowAsStepError(program, () => call.run(data));
          for (const { name } of lowered.updates) (variables.get(name) as StateVariable).written = true;
          return Object.fromEntries(
            lowered.results.map(({ name }, at): [string, TensorData] => [name, results[at] as TensorData]),
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
      const variables = [...tensors].map(([name, { shape }]) => stateOf(name, shape));
      stateCall('write', names).run([...tensors.values()].map(({ data }) => data));
      for (const one of variables) one.written = true;
    },
    async read() {
      const written = [...states].filter(([, one]) => one.written);
      if (written.length === 0) return new Map<string, StateTensor>();
      const contents = stateCall(
        'read',
        written.map(([name]) => name),
      ).run([]);
      return new Map(
        written.map(([name, { shape }], at): [string, StateTensor] => [
          name,
          { shape: [...shape], data: contents[at] as Float32Array },
        ]),
      );
    },
    async close() {
      graphSession.close();
    },
  };
}

/** Rethrows TensorFlow's errors as errors of the step; their messages name the failing node. */
function rethrowAsStepError<T>(program: StepProgram, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof TensorflowError)) throw error;
    // `{{node step3/gradient/encoder/conv2d_1/Conv2D_5}}`: prefix of the graph, scope, operation.
    const scope = /\{\{node [^/}]+\/([^}]+)\/[^/}]+\}\}/.exec(error.message)?.[1] ?? null;
    const message = `${program.name}: TensorFlow refuses the step: ${error.message}`;
    throw new StepError(message, scope, error.code === RESOURCE_EXHAUSTED, { cause: error });
  }
}
