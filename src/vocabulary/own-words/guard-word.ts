/**
 * Words of a graph's own with their answers checked. What is wrong with the shapes of a layer or function is told where
 * it is used in the graph; what goes wrong later is a WordError.
 */
import type {
  FunctionDefinition,
  LayerDefinition,
  LoadedSource,
  OptimizerDefinition,
  SourceDefinition,
} from '../definition-types.js';
import {
  checkDeclaration,
  checkShape,
  checkSplits,
  checkTensor,
  checkTensorType,
  checkWeightRules,
  shortly,
} from './check-answers.js';
import { answerOf, callRule, ruleOf, thrownText, WordError } from './word-error.js';

export type OwnDefinition = LayerDefinition | FunctionDefinition | OptimizerDefinition | SourceDefinition;

function guardLayer(word: LayerDefinition, file: string): LayerDefinition {
  const of = (rule: string) => ruleOf(rule, word.name, file);
  const weights: LayerDefinition['weights'] = (inputs, args) =>
    checkWeightRules(
      of('weights'),
      callRule(of('weights'), () => word.weights(inputs, args)),
    );
  return {
    ...word,
    weights,
    outputShape: (inputs, args) =>
      answerOf(() => {
        const shape = checkShape(
          of('outputShape'),
          callRule(of('outputShape'), () => word.outputShape(inputs, args)),
        );
        // Weights have no answer for a problem: what is wrong with them is told here.
        if (shape.ok) weights(inputs, args);
        return shape;
      }),
    call(inputs, args, held, context) {
      const made = callRule(of('call'), () => word.call!(inputs, args, held, context));
      const shape = word.outputShape(
        inputs.map((input) => input.shape.slice(1)),
        args,
      );
      const batch = inputs[0]?.shape[0] ?? 1;
      return checkTensor(of('call'), made, [batch, ...(shape.ok ? shape.value : [])], 'outputShape');
    },
  };
}

function guardFunction(word: FunctionDefinition, file: string): FunctionDefinition {
  const of = (rule: string) => ruleOf(rule, word.name, file);
  return {
    ...word,
    output: (inputs, options) =>
      answerOf(() =>
        checkTensorType(
          of('output'),
          callRule(of('output'), () => word.output(inputs, options)),
        ),
      ),
    emit: (inputs, options, context) =>
      checkTensor(
        of('emit'),
        callRule(of('emit'), () => word.emit(inputs, options, context)),
        context.shape,
        'output',
      ),
  };
}

function guardOptimizer(word: OptimizerDefinition, file: string): OptimizerDefinition {
  const of = (rule: string) => ruleOf(rule, word.name, file);
  const slots: OptimizerDefinition['slots'] = (args, shape) => {
    const found = callRule(of('slots'), () => word.slots(args, shape));
    const fits = (slot: (typeof found)[number]) =>
      typeof slot?.name === 'string' && /^[a-z_]\w*$/i.test(slot.name) && Number.isFinite(slot.start);
    if (!Array.isArray(found) || !found.every(fits))
      throw new WordError(`${of('slots')} answered ${shortly(found)}: it gives a list of {name, start}`);
    return found;
  };
  return {
    ...word,
    slots,
    update(tf, args, at) {
      const next = callRule(of('update'), () => word.update(tf, args, at));
      const what = of('update');
      checkTensor(`${what}, as the weight,`, next?.weight, at.weight.shape, 'the weight');
      const wanted = slots(args, at.weight.shape);
      for (const { name, shape = at.weight.shape } of wanted)
        checkTensor(`${what}, as the slot ${name},`, next.slots?.[name], shape, 'the slot');
      const other = Object.keys(next.slots).find((name) => wanted.every((slot) => slot.name !== name));
      if (other !== undefined)
        throw new WordError(`${what} gives a slot ${other}, which \`slots\` does not have`);
      return next;
    },
  };
}

function guardSource(word: SourceDefinition, file: string): SourceDefinition {
  const of = (rule: string) => ruleOf(rule, word.name, file);
  return {
    ...word,
    declare: (args) =>
      answerOf(() =>
        checkDeclaration(
          of('declare'),
          callRule(of('declare'), () => word.declare(args)),
        ),
      ),
    ...(word.files
      ? {
          files: (args) => callRule(of('files'), () => word.files!(args)),
        }
      : {}),
    async load(args, tools) {
      let loaded: LoadedSource;
      try {
        loaded = await word.load(args, tools);
      } catch (error) {
        if (isKnown(error)) throw error;
        throw new WordError(`${of('load')} threw: ${thrownText(error)}`);
      }
      checkSplits(of('load'), loaded);
      return {
        ...loaded,
        hash: loaded.hash ?? tools.sha256(...contentOf(loaded)),
        origin: loaded.origin ?? file,
        simulated: loaded.simulated ?? word.simulated,
      };
    },
  };
}

/** Errors that lagraph's tools throw, and those of the system, say what is wrong themselves. */
const isKnown = (error: unknown): boolean =>
  error instanceof RangeError ||
  (error instanceof Error &&
    (['DataError', 'SourceUnavailableError', 'AbortError'].includes(error.name) || 'syscall' in error));

/** Names and bytes of all columns. */
const contentOf = ({ splits }: LoadedSource): (string | Uint8Array)[] =>
  Object.entries(splits).flatMap(([split, { columns }]) =>
    Object.entries(columns).flatMap(([name, { data, shape, scale }]) => [
      JSON.stringify([split, name, shape, scale, data.constructor.name]),
      new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    ]),
  );

/** @param file the module, as messages name it */
export function guardWord(word: OwnDefinition, file: string): OwnDefinition {
  switch (word.kind) {
    case 'layer':
      return guardLayer(word, file);
    case 'function':
      return guardFunction(word, file);
    case 'optimizer':
      return guardOptimizer(word, file);
    case 'source':
      return guardSource(word, file);
  }
}
