/** Models and networks as wires whose inputs are fields, in inference mode. */
import type { Network, Program, Wire, WireId } from '../../compiler/index.js';
import type { TensorType } from '../../vocabulary/index.js';

export interface InferenceFunction {
  inputs: { name: string; type: TensorType }[];
  wires: Wire[];
  outputs: { name: string; wire: WireId; type: TensorType }[];
}

const inInferenceMode = (wire: Wire): Wire => {
  if (wire.op === 'input') return { ...wire, op: 'field' };
  return wire.op === 'call' ? { ...wire, mode: 'inference' } : wire;
};

/** A single network, called once. */
function callNetworkOnce(network: Network): InferenceFunction {
  const inputs = network.inputs;
  const wires: Wire[] = inputs.map(({ name, type }) => ({ op: 'field', name, type }));
  const types = network.outputs.map(({ type }) => type);
  const call = wires.length;
  wires.push({
    op: 'call',
    network: network.name,
    inputs: inputs.map((_, i) => i),
    mode: 'inference',
    outputs: types,
    type: types[0]!,
  });
  const outputs = network.outputs.map(({ name, type }, index) => {
    if (index === 0) return { name, type, wire: call };
    wires.push({ op: 'output', of: call, index, type });
    return { name, type, wire: wires.length - 1 };
  });
  return { inputs, wires, outputs };
}

/** A model, or a single network; null if there is none of this name. */
export function inferenceWires(program: Program, name: string): InferenceFunction | null {
  const model = program.models.find((one) => one.name === name);
  if (model) return { inputs: model.inputs, wires: model.wires.map(inInferenceMode), outputs: model.outputs };
  const network = program.networks.find((one) => one.name === name);
  return network ? callNetworkOnce(network) : null;
}
