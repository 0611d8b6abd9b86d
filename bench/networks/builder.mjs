/** Builds a network node by node; the vocabulary says which shape and which weights each layer has. */
import { costOfLayer } from './cost.mjs';

/** A layer that doesn't fit its inputs: the generator tries another network. */
export class Unfit extends Error {}

/** A layer's arguments with the defaults of those that are left out, as its rules of shapes need them. */
function complete(layers, definition, given) {
  const nested = Object.entries(given).map(([key, value]) => {
    const inner = layers.get(key);
    return [key, inner ? complete(layers, inner, value) : value];
  });
  const defaults = Object.entries(definition.args.properties).flatMap(([key, { default: value }]) =>
    value === undefined ? [] : [[key, value]],
  );
  return { ...Object.fromEntries(defaults), ...Object.fromEntries(nested) };
}

/**
 * @param inputs `[{name, shape}]`, shapes of one example
 * @param vocabulary lagraph's `layers` and `functions`
 */
export function networkBuilder(name, inputs, { layers, functions }) {
  const nodes = [];
  const costs = [];

  const add = (node, of, shape) => {
    const made = { name: `n${nodes.length}`, shape };
    nodes.push({ name: made.name, ...node, of: of.map((value) => value.name) });
    return made;
  };

  return {
    inputs: inputs.map(({ name: input, shape }) => ({ name: input, shape })),

    /** @throws Unfit if the layer doesn't take such inputs */
    layer(called, args, ...of) {
      const definition = layers.get(called);
      const shapes = of.map(({ shape }) => shape);
      const all = complete(layers, definition, args);
      const found = definition.outputShape(shapes, all);
      if (!found.ok) throw new Unfit(`${called} of [${shapes.join('] and [')}]: ${found.problem}`);
      costs.push(costOfLayer(called, shapes, found.value, definition.weights(shapes, all)));
      return add({ layer: called, args }, of, found.value);
    },

    /** @throws Unfit if the function doesn't take such operands */
    apply(called, ...of) {
      const types = of.map(({ shape }) => ({ shape: [null, ...shape], dtype: 'float32' }));
      const found = functions.get(called).output(types, {});
      if (!found.ok) throw new Unfit(`${called}: ${found.problem}`);
      return add({ function: called, options: {}, numbers: [], of }, of, found.value.shape.slice(1));
    },

    /** What each layer costs. */
    costs,

    network: (outputs) => ({ name, inputs, nodes, outputs: outputs.map((value) => value.name) }),
  };
}
