/**
 * Modules of words that were loaded, by the sha256 of their text: the same text means the same in every graph of a
 * process, and another text is another module, so that two versions of a graph can be compared.
 */
import type {
  FunctionDefinition,
  LayerDefinition,
  OptimizerDefinition,
  SourceDefinition,
} from '../definition-types.js';
import { guardWord, type OwnDefinition } from './guard-word.js';
import { readExports, TABLES } from './read-exports.js';
import { ownWordId } from './word-id.js';

/** Words of a graph's own by the names that the graph uses. */
export interface OwnWords {
  layers: ReadonlyMap<string, LayerDefinition>;
  functions: ReadonlyMap<string, FunctionDefinition>;
  optimizers: ReadonlyMap<string, OptimizerDefinition>;
  sources: ReadonlyMap<string, SourceDefinition>;
}

/** `untrusted`: nothing of it has run. */
export type WordModule =
  | { state: 'untrusted' }
  | { state: 'failed'; problems: readonly string[] }
  | { state: 'loaded'; words: OwnWords };

const modules = new Map<string, WordModule>();

/** What is known of the module with a text of this sha256; undefined if nobody has tried to load it. */
export const wordModule = (hash: string): WordModule | undefined => modules.get(hash);

/** Whoever loads modules says so if one may not run; it may later. */
export function noteUntrustedModule(hash: string): void {
  if (modules.get(hash)?.state !== 'loaded') modules.set(hash, { state: 'untrusted' });
}

export function noteFailedModule(hash: string, problem: string): WordModule {
  const failed: WordModule = { state: 'failed', problems: [problem] };
  modules.set(hash, failed);
  return failed;
}

/**
 * Makes the words of a module known, each by its id.
 *
 * @param file as messages name it
 * @param exported what it exports, by name
 */
export function registerModule(
  hash: string,
  file: string,
  exported: Readonly<Record<string, unknown>>,
): WordModule {
  const { words, problems } = readExports(exported);
  const found: WordModule =
    problems.length > 0
      ? { state: 'failed', problems }
      : { state: 'loaded', words: known(words, hash, file) };
  modules.set(hash, found);
  return found;
}

function known(words: readonly OwnDefinition[], hash: string, file: string): OwnWords {
  const own = words.map((word) => ({
    ...guardWord(word, file),
    origin: { id: ownWordId(word.name, hash), file },
  })) as OwnDefinition[];
  const ofKind = <T extends OwnDefinition>(kind: T['kind']): ReadonlyMap<string, T> => {
    const table = TABLES[kind] as unknown as { addOwn(id: string, word: T): void };
    const found = own.filter((word): word is T => word.kind === kind);
    for (const word of found) table.addOwn(word.origin!.id, word);
    return new Map(found.map((word) => [word.name, word]));
  };
  return {
    layers: ofKind<LayerDefinition>('layer'),
    functions: ofKind<FunctionDefinition>('function'),
    optimizers: ofKind<OptimizerDefinition>('optimizer'),
    sources: ofKind<SourceDefinition>('source'),
  };
}
