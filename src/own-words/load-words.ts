import { wordModuleHash, wordModulesOf, type ReadPart, type WordModuleText } from '../dsl/index.js';
import { noteUntrustedModule, wordModule } from '../vocabulary/index.js';
import { importModule } from './import-module.js';
import { isTrusted } from './trust.js';

/** Says whether a module may run. By default: whether the user has trusted it by `lagraph trust`. */
export type TrustModule = (module: WordModuleText) => boolean;

const byUser: TrustModule = ({ hash }) => isTrusted(hash);

/**
 * Loads the modules of words that a graph and its parts name, so that it can be checked; of those that may not run,
 * nothing runs, and the check says so. What is wrong with a module is said by the check as well.
 *
 * @returns whether more is known than before
 */
export async function loadGraphWords(
  text: string,
  file: string,
  readPart: ReadPart,
  trust?: TrustModule,
): Promise<boolean> {
  const modules = wordModulesOf(text, file, readPart);
  return (
    modules.length > 0 &&
    loadModules(
      modules.map((module) => ({ ...module, hash: wordModuleHash(module.text) })),
      trust,
    )
  );
}

/** Loads modules that a Program holds; says whether more is known than before. */
export async function loadModules(
  modules: readonly WordModuleText[],
  trust: TrustModule = byUser,
): Promise<boolean> {
  let isNews = false;
  for (const module of modules) {
    const before = wordModule(module.hash)?.state;
    if (before === 'loaded' || before === 'failed') continue;
    // The text of a stored program is not what its hash says of itself.
    if (wordModuleHash(module.text) !== module.hash || !trust(module)) noteUntrustedModule(module.hash);
    else await importModule(module);
    isNews ||= wordModule(module.hash)?.state !== before;
  }
  return isNews;
}

/** The modules that have not been loaded here: nothing that uses them can run. */
export const missingModules = (modules: readonly WordModuleText[] = []): readonly WordModuleText[] =>
  modules.filter(({ hash }) => wordModule(hash)?.state !== 'loaded');
