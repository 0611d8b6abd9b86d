import { Document, isCollection, isMap, type Node } from 'yaml';
import { layers as definitions } from '../../../vocabulary/index.js';
import type { ImportedLayer, ImportedNetwork } from './keras-network.js';

/** A graph with a network that begins with the weights of a file. */
export function networkYaml(network: ImportedNetwork, file: string): string {
  const renamed = network.layers.filter(({ was }) => was !== null);
  const names = Object.fromEntries(renamed.map(({ name, was }) => [name, was]));
  const load = renamed.length === 0 ? file : { file, names };
  const body = { load, ...(isChain(network) ? chain(network) : nodes(network)) };
  const document = new Document({ lagraph: 1, networks: { [network.name]: body } });
  const written = document.getIn(['networks', network.name], true);
  // A layer is a line.
  if (isMap(written))
    for (const { key, value } of written.items) {
      const isListed = ['layers', 'nodes'].includes(String(key));
      for (const one of isListed && isCollection(value) ? value.items : [value])
        inOneLine(isListed && one && typeof one === 'object' && 'value' in one ? one.value : one);
    }
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

function inOneLine(node: unknown): void {
  if (isCollection(node)) (node as Node & { flow?: boolean }).flow = true;
}

/** Whether each layer is applied to the one before, and nothing else. */
function isChain({ inputs, layers, outputs }: ImportedNetwork): boolean {
  const before = [inputs[0]?.name, ...layers.map(({ name }) => name)];
  return (
    inputs.length === 1 &&
    outputs.length === 1 &&
    outputs[0] === layers.at(-1)?.name &&
    layers.every(({ of }, at) => of.length === 1 && of[0] === before[at])
  );
}

const chain = ({ inputs, layers }: ImportedNetwork) => ({
  input: inputs[0]!.shape,
  layers: layers.map((layer) => ({ ...wordOf(layer), name: layer.name })),
});

function nodes({ inputs, layers, outputs }: ImportedNetwork) {
  // A single input is called `input` in nodes.
  const alone = inputs.length === 1 ? inputs[0] : undefined;
  const called = (name: string): string => (name === alone?.name ? 'input' : name);
  return {
    ...(alone
      ? { input: alone.shape }
      : { inputs: Object.fromEntries(inputs.map(({ name, shape }) => [name, shape])) }),
    nodes: Object.fromEntries(
      layers.map((layer) => [
        layer.name,
        { ...wordOf(layer), of: layer.of.length === 1 ? called(layer.of[0]!) : layer.of.map(called) },
      ]),
    ),
    outputs: outputs.length === 1 ? outputs[0] : outputs,
  };
}

/** `Dense: 5`, `Conv2D: {filters: 8, kernel_size: 3}` */
function wordOf({ word, args }: ImportedLayer): Record<string, unknown> {
  const main = definitions.get(word)?.main;
  const [only, ...more] = Object.keys(args);
  return { [word]: only !== undefined && only === main && more.length === 0 ? args[only] : args };
}
