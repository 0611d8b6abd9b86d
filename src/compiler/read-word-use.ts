import { findWordDefinition, readWordArguments, type WordsOfFile, type WordUse } from '../dsl/index.js';
import {
  layers,
  optimizers,
  sources,
  type LayerDefinition,
  type OptimizerDefinition,
  type ResolvedArguments,
  type SourceDefinition,
} from '../vocabulary/index.js';
import { ownWordsAt, type CompileContext } from './compile-context.js';

interface Definitions {
  layer: LayerDefinition;
  optimizer: OptimizerDefinition;
  source: SourceDefinition;
}

/** lagraph's words of a kind, and where those of a graph's own are. */
const KINDS: {
  [K in keyof Definitions]: {
    words: ReadonlyMap<string, Definitions[K]>;
    own(words: WordsOfFile): ReadonlyMap<string, Definitions[K]>;
  };
} = {
  layer: { words: layers, own: (words) => words.layers },
  optimizer: { words: optimizers, own: (words) => words.optimizers },
  source: { words: sources, own: (words) => words.sources },
};

/** What a word means, lagraph's or a graph's own, and its arguments. Undefined after an error, which is reported. */
export function readWordUse<K extends keyof Definitions>(
  use: WordUse,
  kind: K,
  context: CompileContext,
): { definition: Definitions[K]; args: ResolvedArguments } | undefined {
  const { words, own } = KINDS[kind];
  const ofFile = ownWordsAt(context, use.word.range);
  const definition = findWordDefinition(use, words, kind, context.report, {
    words: own(ofFile),
    isBroken: ofFile.isBroken,
  });
  const args = definition && readWordArguments(use, definition, context.report);
  return args && { definition, args };
}
