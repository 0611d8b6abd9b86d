import { decomposeComposites, type ProgramInput, type StepProgram } from '../../capture/index.js';
import { onnxEmitters } from './emit/index.js';
import { physicalDims, assignLayouts, type ConvolutionForm, type Layout } from './layout/index.js';
import { OnnxLoweringContext } from './lowering-context.js';
import { OnnxGraphBuilder, type OnnxElementType } from './model/index.js';
import { fuseForOnnx } from './passes/index.js';

/** An input or output of a lowered step. */
export interface TensorBinding {
  /** Its name in the step. */
  name: string;
  /** Its name in the model. */
  port: string;
  type: OnnxElementType;
  /** Physical dimensions. */
  dims: number[];
}

export interface StateBinding extends TensorBinding {
  shape: readonly number[];
  layout: Layout;
}

/** Inputs and outputs of a model. */
export interface ModelBindings {
  feeds: (TensorBinding & { kind: ProgramInput['kind'] })[];
  /** State inputs. */
  states: StateBinding[];
  /** New values of states, in the layout of the corresponding input if there is one. */
  updates: StateBinding[];
  results: TensorBinding[];
}

export interface LoweredOnnxModel extends ModelBindings {
  model: Uint8Array;
}

/**
 * Lowers a step to an ONNX model.
 *
 * @param blockSize channels in a block of onnxruntime's NCHWc kernels, 0 for none
 * @param stateLayouts layouts that states are already stored in
 */
export function lowerToOnnx(
  step: StepProgram,
  blockSize: number,
  stateLayouts?: ReadonlyMap<string, Layout>,
): LoweredOnnxModel {
  const { ports, lowering } = buildOnnxGraph(step, { block: blockSize, im2col: true }, stateLayouts);
  return { ...ports, model: lowering.graph.encode() };
}

/** Naming of the model's inputs and outputs. */
export interface BindingNames {
  input(name: string, at: number): string;
  output(name: string, at: number): string;
}

/** Names in steps are arbitrary, so sessions number inputs and outputs. */
const numberedBindings: BindingNames = { input: (_, at) => `in${at}`, output: (_, at) => `out${at}` };

/**
 * Builds the ONNX graph without encoding it. The returned context also has the fused step and the assigned layouts.
 */
export function buildOnnxGraph(
  step: StepProgram,
  form: ConvolutionForm,
  stateLayouts: ReadonlyMap<string, Layout> = new Map(),
  names: BindingNames = numberedBindings,
): { ports: ModelBindings; lowering: OnnxLoweringContext } {
  const program = fuseForOnnx(decomposeComposites(step), form);
  const plan = assignLayouts(program, form, stateLayouts);
  const graph = new OnnxGraphBuilder(program.name);
  const lowering = new OnnxLoweringContext(program, graph, plan);
  const ports: ModelBindings = { feeds: [], states: [], updates: [], results: [] };

  program.inputs.forEach((input, index) => {
    const { shape, dtype } = lowering.value(input.value);
    const port = names.input(input.name, index);
    if (input.kind === 'state') {
      const layout = stateLayouts.get(input.name) ?? plan.layoutOf(input.value);
      graph.input(port, 'float32', physicalDims(layout));
      lowering.set(input.value, port, layout);
      ports.states.push({
        name: input.name,
        port,
        type: 'float32',
        dims: physicalDims(layout),
        shape,
        layout,
      });
      return;
    }
    const bytes = input.kind === 'draw' && input.draw.kind === 'bytes';
    const type: OnnxElementType = bytes ? 'uint8' : dtype;
    graph.input(port, type, shape);
    if (bytes) lowering.setUint8(input.value, port);
    else lowering.set(input.value, port);
    ports.feeds.push({ kind: input.kind, name: input.name, port, type, dims: [...shape] });
  });

  for (const { value, data } of program.constants) {
    const { shape, dtype } = lowering.value(value);
    lowering.set(value, graph.constant(dtype, shape, data));
  }

  for (const call of program.calls) {
    const emit = onnxEmitters[call.kernel];
    if (!emit)
      throw new Error(`${program.name}: the kernel ${call.kernel} in ${call.scope} has no lowering to ONNX`);
    graph.scope = call.scope;
    emit(lowering, call);
  }

  graph.scope = 'outputs';
  const inputLayouts = new Map(ports.states.map((state) => [state.name, state.layout]));
  program.outputs.forEach((output, index) => {
    const { shape, dtype } = lowering.value(output.value);
    const port = names.output(output.name, index);
    const layout =
      output.kind === 'state'
        ? (inputLayouts.get(output.name) ?? stateLayouts.get(output.name) ?? plan.layoutOf(output.value))
        : null;
    const name = layout ? lowering.get(output.value, layout) : lowering.get(output.value);
    const outputDims = layout ? physicalDims(layout) : [...shape];
    graph.outputOf(name, port, dtype, outputDims);
    const common = { name: output.name, port, type: dtype as OnnxElementType, dims: outputDims };
    if (layout) ports.updates.push({ ...common, shape, layout });
    else ports.results.push(common);
  });
  return { ports, lowering };
}
