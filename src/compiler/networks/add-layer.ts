import type { Note } from '../../diagnostics/index.js';
import type { WordUse } from '../../dsl/index.js';
import {
  constraints,
  drawsNoise,
  regularizers,
  shapeText,
  wordId,
  wordName,
  type LayerDefinition,
  type Shape,
  type WeightRule,
} from '../../vocabulary/index.js';
import type { Weight, Wire, WireId } from '../program.js';
import { batchType, exampleShape, isPerExample, typeText } from '../tensor-type.js';
import { denseOnImage } from '../expressions/index.js';
import { checkValueSize, checkWeightSize } from '../size-limits.js';
import type { CompileContext } from '../compile-context.js';
import { readWordUse } from '../read-word-use.js';

/** A network under construction. */
export interface NetworkBuilder {
  name: string;
  stream: string;
  wires: Wire[];
  weights: Weight[];
  context: CompileContext;
  /** The shapes on the way to a wire, for the notes of an error. */
  notesTo(wire: WireId): Note[];
}

/** A layer's name, and the name that its streams have: the same, or the name that it had before. */
export interface LayerName {
  name: string;
  stream: string;
}

/** Reads a layer's word and arguments, independently of its input. Undefined after an error. */
export function readLayerUse(use: WordUse, context: CompileContext) {
  return readWordUse(use, 'layer', context);
}

/**
 * Applies a layer to wires. Undefined after an error, which is reported.
 *
 * @param own its name, and the name in its streams
 */
export function addLayer(
  network: NetworkBuilder,
  use: WordUse,
  { name, stream: ownStream }: LayerName,
  inputs: readonly WireId[],
): WireId | undefined {
  const read = readLayerUse(use, network.context);
  if (!read) return undefined;
  const { definition, args } = read;
  const shapes = inputShapes(network, use, definition, inputs);
  if (!shapes) return undefined;
  const answer = definition.outputShape(shapes, args);
  if (!answer.ok) {
    const written = use.args.find(({ key }) => key === answer.argument)?.value ?? use.main;
    const range = answer.argument !== undefined && written ? written.range : use.range;
    const spread = denseOnImage(network.wires, network.name);
    network.context.report({
      code: 'layer-shape',
      message: `\`${definition.name}\`: ${answer.problem}`,
      range,
      notes: network.notesTo(inputs[0]!),
      help: spread?.help ?? answer.hint,
    });
    return undefined;
  }
  if (
    !checkValueSize(
      batchType(answer.value).shape,
      `what \`${definition.name}\` makes`,
      use.range,
      network.context,
    )
  ) {
    return undefined;
  }
  const rules = definition.weights(shapes, args);
  const held = rules.map((rule) =>
    checkWeightSize(`${network.name}/${name}/${rule.name}`, rule.shape, use.range, network.context),
  );
  if (!held.every(Boolean)) return undefined;
  if (!rules.map((rule) => checkWeightRules(rule, use, network.context)).every(Boolean)) return undefined;
  const stream = `${network.stream}/${ownStream}`;
  const weights = rules.map((rule) => ({
    ...rule,
    name: `${network.name}/${name}/${rule.name}`,
    stream: `${stream}/${rule.name}`,
  }));
  network.weights.push(...weights);
  return (
    network.wires.push({
      op: 'layer',
      layer: wordId(definition),
      name,
      args,
      weights: weights.map((weight) => weight.name),
      inputs: [...inputs],
      ...(drawsNoise(definition, args) ? { stream } : {}),
      type: batchType(answer.value),
      range: use.range,
    }) - 1
  );
}

/** Whether a weight can have its regularizer and constraint; reported if not. */
function checkWeightRules(rule: WeightRule, use: WordUse, { report }: CompileContext): boolean {
  const words = [
    [regularizers, rule.regularizer],
    [constraints, rule.constraint],
  ] as const;
  const problems = words.flatMap(([known, word]) => {
    const problem = word && known.get(word.name)?.problem?.(rule.shape, word.args);
    return problem ? [`\`${word.name}\` ${problem}`] : [];
  });
  for (const problem of problems)
    report({
      code: 'layer-shape',
      message: `the ${rule.name} of \`${use.word.value}\` can't have this: ${problem}`,
      range: use.range,
    });
  return problems.length === 0;
}

function inputShapes(
  network: NetworkBuilder,
  use: WordUse,
  { name, inputs: wanted }: LayerDefinition,
  inputs: readonly WireId[],
): Shape[] | undefined {
  const { report } = network.context;
  const [least, most] = wanted === 'one' ? [1, 1] : wanted === 'many' ? [2, Infinity] : wanted;
  if (inputs.length < least || inputs.length > most) {
    const counts =
      most === least ? 'one input' : most === Infinity ? 'two or more inputs' : `${least} to ${most} inputs`;
    report({
      code: 'layer-inputs',
      message: `\`${name}\` takes ${counts}, but has ${inputs.length}`,
      range: use.range,
    });
    return undefined;
  }
  const types = inputs.map((input) => network.wires[input]!.type);
  const odd = types.find((type) => !isPerExample(type));
  if (odd) {
    report({
      code: 'layer-shape',
      message: `\`${name}\` takes a value for each example, but this is ${typeText(odd)}`,
      range: use.range,
      notes: network.notesTo(inputs[0]!),
    });
    return undefined;
  }
  return types.map(exampleShape);
}

/** A note for shape errors: `Conv2D` makes [28, 28, 32]. */
export function shapeNote(wire: Wire): Note {
  const shape = isPerExample(wire.type) ? shapeText(exampleShape(wire.type)) : typeText(wire.type);
  const what =
    wire.op === 'layer'
      ? `\`${wordName(wire.layer)}\` makes`
      : wire.op === 'input'
        ? `\`${wire.name}\` is`
        : 'this is';
  return { message: `${what} ${shape}`, ...(wire.range ? { range: wire.range } : {}) };
}
