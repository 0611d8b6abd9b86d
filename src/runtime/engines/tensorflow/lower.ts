import { decomposeComposites, type ProgramInput, type StepProgram } from '../../capture/index.js';
import { tensorflowEmitters } from './emit/index.js';
import { TensorflowGraphBuilder, shapeAttribute, stringAttribute, type NodeOutput } from './graph-builder.js';
import type { DataType, FeedRef, FetchRef } from './library/index.js';
import { fuseForTensorflow } from './fusion-passes.js';
import { KernelCallSite, ValueTable } from './call-site.js';

export interface LoweredTensorflowGraph {
  graph: TensorflowGraphBuilder;
  feeds: (FeedRef & { kind: ProgramInput['kind']; name: string })[];
  results: (FetchRef & { name: string; shape: readonly number[] })[];
  /** States that are read or updated. */
  states: { name: string; shape: readonly number[] }[];
  /** Updated states, and the nodes that assign them. */
  updates: { name: string; node: NodeOutput }[];
}

/** A resource variable. All nodes with one name in a session share its value. */
export function resourceVariable(
  graph: TensorflowGraphBuilder,
  name: string,
  shape: readonly number[],
): NodeOutput {
  return graph.node('VarHandleOp', [], {
    dtype: 'float32',
    shape: shapeAttribute(shape),
    shared_name: stringAttribute(name),
    container: stringAttribute(''),
  });
}

/**
 * Lowers a step to a TensorFlow graph. States are resource variables; a control edge makes a step read each of them
 * before assigning it, so execution order does not matter.
 *
 * @param prefix prefix of all node names
 */
export function lowerToTensorflow(program: StepProgram, prefix: string): LoweredTensorflowGraph {
  const step = fuseForTensorflow(decomposeComposites(program));
  const graph = new TensorflowGraphBuilder(prefix);
  const values = new ValueTable(step, graph);
  const feeds: LoweredTensorflowGraph['feeds'] = [];
  const handles = new Map<string, { handle: NodeOutput; read?: NodeOutput; shape: readonly number[] }>();

  for (const input of step.inputs) {
    const { shape, dtype } = values.value(input.value);
    graph.scope = input.name;
    if (input.kind === 'state') {
      const handle = resourceVariable(graph, input.name, shape);
      const read = graph.node('ReadVariableOp', [handle], { dtype: 'float32' });
      handles.set(input.name, { handle, read, shape });
      values.set(input.value, read);
      continue;
    }
    const bytes = input.kind === 'draw' && input.draw.kind === 'bytes';
    const type: DataType = bytes ? 'uint8' : dtype;
    const ref = graph.node('Placeholder', [], { dtype: type, shape: shapeAttribute(shape) });
    if (bytes) values.setUint8Name(input.value, ref);
    else values.set(input.value, ref);
    feeds.push({ kind: input.kind, name: input.name, ref, type, shape });
  }

  graph.scope = 'constants';
  for (const { value, data } of step.constants) {
    const { shape, dtype } = values.value(value);
    values.set(value, graph.constant(dtype, shape, data));
  }

  for (const call of step.calls) {
    const emit = tensorflowEmitters[call.kernel];
    if (!emit)
      throw new Error(
        `${step.name}: the kernel ${call.kernel} in ${call.scope} has no lowering to TensorFlow`,
      );
    graph.scope = call.scope;
    const emitted = emit(new KernelCallSite(values, graph, call));
    const names = typeof emitted === 'string' ? [emitted] : emitted;
    call.outputs.forEach((id, at) => values.set(id, names[at] as NodeOutput));
  }

  const results: LoweredTensorflowGraph['results'] = [];
  const updates: LoweredTensorflowGraph['updates'] = [];
  for (const output of step.outputs) {
    const { shape, dtype } = values.value(output.value);
    const name = values.name(output.value);
    graph.scope = output.name;
    if (output.kind === 'result') {
      // A placeholder cannot be fetched; Identity makes it fetchable.
      const isFed = feeds.some((feed) => feed.ref === name);
      const ref = isFed ? graph.node('Identity', [name], { T: dtype }) : name;
      results.push({ name: output.name, ref, type: dtype, shape });
      continue;
    }
    const variable = handles.get(output.name) ?? {
      handle: resourceVariable(graph, output.name, shape),
      shape,
    };
    handles.set(output.name, variable);
    const after = variable.read === undefined ? [] : [`^${variable.read}`];
    const node = graph.node('AssignVariableOp', [variable.handle, name, ...after], { dtype: 'float32' });
    updates.push({ name: output.name, node });
  }
  const states = [...handles].map(([name, { shape }]) => ({ name, shape }));
  return { graph, feeds, results, states, updates };
}
