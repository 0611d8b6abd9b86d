import type { DiagnosticReporter } from '../../diagnostics/index.js';
import { wordModule, type WordModule } from '../../vocabulary/index.js';
import { normalPath, type ReadPart } from '../imports/index.js';
import type { YamlTree } from '../text/index.js';
import { modulePathProblem, writtenModules, type WrittenModule } from './module-paths.js';
import {
  NO_WORDS,
  wordModuleHash,
  type WordModuleText,
  type WordsByFile,
  type WordsOfFile,
} from '../words-of-file.js';

export interface WordsReader {
  /** Reads the words of a graph, or of a part, once. */
  read(graph: YamlTree, file: string): void;
  words: WordsByFile;
  /** All modules that were read. */
  modules: ReadonlyMap<string, WordModuleText>;
}

const KINDS = ['layers', 'functions', 'optimizers', 'sources'] as const;

/** The words of one file, without its parts: for editors. What is wrong with them is not reported. */
export function readOwnWords(graph: YamlTree | undefined, file: string, readPart: ReadPart): WordsOfFile {
  const reader = createWordsReader(readPart, () => undefined);
  if (graph) reader.read(graph, file);
  return reader.words.get(file) ?? NO_WORDS;
}

export function createWordsReader(readPart: ReadPart | undefined, report: DiagnosticReporter): WordsReader {
  const words = new Map<string, WordsOfFile>();
  const modules = new Map<string, WordModuleText>();

  const fail = ({ tree: { range } }: WrittenModule, message: string, help?: string) =>
    report({ code: 'bad-words', message, range, ...(help === undefined ? {} : { help }) });

  function open(entry: WrittenModule): WordModule | undefined {
    const { written, file } = entry;
    const problem = modulePathProblem(written);
    if (problem !== undefined) {
      fail(entry, problem, 'write words: [./my-words.mjs]');
      return undefined;
    }
    const source = readPart ? readPart(file) : { problem: 'files are not read here' };
    if (!('text' in source)) {
      fail(entry, `the words ${written} can not be read: ${source.problem}`);
      return undefined;
    }
    const hash = wordModuleHash(source.text);
    modules.set(file, { file, hash, text: source.text });
    const found = wordModule(hash);
    if (found?.state === 'untrusted') {
      report({
        code: 'untrusted-words',
        message: `the words ${written} are code that you have not trusted as it is now: nothing of it was run`,
        range: entry.tree.range,
        help: `read the file, then: lagraph trust ${normalPath(file)}`,
      });
    } else if (!found)
      fail(entry, `the words ${written} were not loaded`, 'a program calls loadWords before it checks');
    else if (found.state === 'failed')
      for (const one of found.problems) fail(entry, `the words ${written} can't be used: ${one}`);
    return found;
  }

  return {
    words,
    modules,
    read(graph, file) {
      if (words.has(file)) return;
      const entries = writtenModules(graph, file);
      if (entries.length === 0) {
        words.set(file, NO_WORDS);
        return;
      }
      const own = { layers: new Map(), functions: new Map(), optimizers: new Map(), sources: new Map() };
      let isBroken = false;
      for (const entry of entries) {
        const found = open(entry);
        if (found?.state !== 'loaded') {
          isBroken = true;
          continue;
        }
        for (const kind of KINDS)
          for (const [name, word] of found.words[kind]) {
            const before = own[kind].get(name) as typeof word | undefined;
            if (before && before.origin!.id !== word.origin!.id)
              fail(
                entry,
                `\`${name}\` of ${entry.written} is a word of ${before.origin!.file} as well`,
                'give one of them another name',
              );
            own[kind].set(name, word);
          }
      }
      words.set(file, { ...own, isBroken });
    },
  };
}
