import type { ProgramInput, StepProgram } from '../../capture/index.js';
import { emitters } from './emit/index.js';
import { dims, planLayouts, type Form, type Layout } from './layout/index.js';
import { Lowering } from './lowering.js';
import { Graph, type ElementType } from './model/index.js';
import { fuse } from './passes/index.js';

/** An input or output of a lowered step. */
export interface Port {
  /** The name that the step has for it. */
  name: string;
  /** The name in the model. */
  port: string;
  type: ElementType;
  /** Dimensions as they lie. */
  dims: number[];
}

export interface StatePort extends Port {
  shape: readonly number[];
  layout: Layout;
}

/** Inputs and outputs of a model. */
export interface Ports {
  feeds: (Port & { kind: ProgramInput['kind'] })[];
  /** State that comes in. */
  states: StatePort[];
  /** New values of states: in the layout in which they come in, if they do. */
  updates: StatePort[];
  results: Port[];
}

export interface Lowered extends Ports {
  model: Uint8Array;
}

/**
 * Write a step as an ONNX model.
 *
 * @param block channels in a block of onnxruntime's blocked kernels, 0 for none
 * @param fixed layouts in which states are held by now
 */
export function lower(step: StepProgram, block: number, fixed?: ReadonlyMap<string, Layout>): Lowered {
  const { ports, lowering } = write(step, { block, columns: true }, fixed);
  return { ...ports, model: lowering.graph.encode() };
}

/** What inputs and outputs are called in the model. */
export interface PortNames {
  input(name: string, at: number): string;
  output(name: string, at: number): string;
}

/** Names of steps may be anything; a session goes by numbers. */
const numbered: PortNames = { input: (_, at) => `in${at}`, output: (_, at) => `out${at}` };

/** The same before it is encoded, with what was decided on the way: the fused step, its values' layouts, and the graph. */
export function write(
  step: StepProgram,
  form: Form,
  fixed: ReadonlyMap<string, Layout> = new Map(),
  names: PortNames = numbered,
): { ports: Ports; lowering: Lowering } {
  const program = fuse(step, form);
  const plan = planLayouts(program, form, fixed);
  const graph = new Graph(program.name);
  const lowering = new Lowering(program, graph, plan);
  const ports: Ports = { feeds: [], states: [], updates: [], results: [] };

  program.inputs.forEach((input, at) => {
    const { shape, dtype } = lowering.value(input.value);
    const port = names.input(input.name, at);
    if (input.kind === 'state') {
      const layout = fixed.get(input.name) ?? plan.of(input.value);
      graph.input(port, 'float32', dims(layout));
      lowering.set(input.value, port, layout);
      ports.states.push({ name: input.name, port, type: 'float32', dims: dims(layout), shape, layout });
      return;
    }
    const bytes = input.kind === 'draw' && input.draw.kind === 'bytes';
    const type: ElementType = bytes ? 'uint8' : dtype;
    graph.input(port, type, shape);
    if (bytes) lowering.setBytes(input.value, port);
    else lowering.set(input.value, port);
    ports.feeds.push({ kind: input.kind, name: input.name, port, type, dims: [...shape] });
  });

  for (const { value, data } of program.constants) {
    const { shape, dtype } = lowering.value(value);
    lowering.set(value, graph.constant(dtype, shape, data));
  }

  for (const call of program.calls) {
    const emit = emitters[call.kernel];
    if (!emit)
      throw new Error(`${program.name}: the kernel ${call.kernel} in ${call.scope} has no lowering to ONNX`);
    graph.scope = call.scope;
    emit(lowering, call);
  }

  graph.scope = 'outputs';
  const held = new Map(ports.states.map((state) => [state.name, state.layout]));
  program.outputs.forEach((output, at) => {
    const { shape, dtype } = lowering.value(output.value);
    const port = names.output(output.name, at);
    const layout =
      output.kind === 'state'
        ? (held.get(output.name) ?? fixed.get(output.name) ?? plan.of(output.value))
        : null;
    const name = layout ? lowering.get(output.value, layout) : lowering.get(output.value);
    // An output has a name of its own: the same value may go out twice, or be an input.
    graph.many('Identity', [name], {}, [port]);
    const sides = layout ? dims(layout) : [...shape];
    graph.output(port, dtype, sides);
    const common = { name: output.name, port, type: dtype as ElementType, dims: sides };
    if (layout) ports.updates.push({ ...common, shape, layout });
    else ports.results.push(common);
  });
  return { ports, lowering };
}
