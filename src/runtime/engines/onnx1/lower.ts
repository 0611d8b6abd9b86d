/** StepProgram -> ONNX model. */
import type { DType, StepProgram } from '../../capture/index.js';
import { createGraph } from './graph.js';
import { emitters } from './kernels/index.js';
import { planLayout } from './layout.js';
import { createLowering } from './lowering.js';

export interface Lowered {
  model: Uint8Array;
  /** Names in the model of what goes in and comes out, in the program's order. */
  inputs: { name: string; type: 'float32' | 'int32' | 'uint8' | 'bool'; shape: readonly number[] }[];
  outputs: { name: string; dtype: DType; shape: readonly number[] }[];
}

/**
 * Write a step as an ONNX model:
 *
 *     StepProgram --planLayout--> how each value lies --emitters--> operators --encode--> bytes of an .onnx file
 */
export function lower(program: StepProgram): Lowered {
  const graph = createGraph();
  const lowering = createLowering(program, graph, planLayout(program));

  // 1. What comes in. Random bytes stay bytes until the step itself makes numbers of them.
  const inputs = program.inputs.map((input, at): Lowered['inputs'][number] => {
    const { shape, dtype } = program.values[input.value]!;
    const bytes = input.kind === 'draw' && input.draw.kind === 'bytes';
    const name = `in${at}`;
    const type = bytes ? 'uint8' : dtype;
    graph.input(name, type, shape);
    graph.scope = 'inputs';
    lowering.set(input.value, bytes ? graph.op('Cast', [name], { to: 6 }) : name, 'plain');
    return { name, type, shape };
  });
  for (const { value, data } of program.constants) {
    const { shape, dtype } = program.values[value]!;
    lowering.set(value, graph.constant(dtype, shape, data), 'plain');
  }

  // 2. Operators.
  for (const call of program.calls) {
    if (lowering.done.has(call)) continue;
    const emit = emitters[call.kernel];
    if (!emit)
      throw new Error(`${program.name}: the onnx engine has no ${call.kernel}, which ${call.scope} needs`);
    graph.scope = call.scope;
    emit(call, lowering);
  }

  // 3. What comes out, each under a name of its own.
  graph.scope = 'outputs';
  const given = new Set([...inputs.map(({ name }) => name)]);
  const outputs = program.outputs.map(({ value }) => {
    const { shape, dtype } = program.values[value]!;
    let name = lowering.get(value);
    if (given.has(name) || name.startsWith('c')) name = graph.op('Identity', [name]);
    given.add(name);
    graph.output(name, dtype, shape);
    return { name, dtype, shape };
  });
  return { model: graph.encode(program.name), inputs, outputs };
}
