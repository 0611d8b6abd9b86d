import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { wordModuleHash, wordModulesOf, type ModuleText } from '../../../dsl/index.js';
import { isTrusted, trustedModules, trustFile, type TrustRecord } from '../../../own-words/index.js';
import { textTable } from '../../../report/index.js';
import { writeFileAtomically } from '../../../runtime/index.js';
import { decodeText } from '../../decode-text.js';
import { partReader } from '../../part-reader.js';
import { pluralize } from '../../pluralize.js';
import { readUserFile } from '../../read-user-file.js';
import type { Terminal } from '../../terminal.js';
import { EXIT_CODES, systemReason, UserError } from '../../user-error.js';

export interface TrustCommandOptions {
  yes?: boolean;
  list?: boolean;
  remove?: boolean;
  json?: boolean;
}

function requireFiles(files: readonly string[]): void {
  if (files.length === 0)
    throw new UserError('there is no file to trust', {
      exit: EXIT_CODES.wrongUsage,
      hint: 'lagraph trust my-words.mjs; lagraph trust --list says what is trusted',
    });
}

/** Modules that are named, and those of graphs that are named. */
async function modulesOf(files: readonly string[], terminal: Terminal): Promise<ModuleText[]> {
  const found: ModuleText[] = [];
  for (const file of files) {
    const text = decodeText(await readUserFile(file, terminal.cwd), file);
    if (!/\.ya?ml$/i.test(file)) found.push({ file, text });
    else {
      const own = wordModulesOf(text, file, partReader(terminal.cwd));
      if (own.length === 0)
        throw new UserError(`${file} names no module of words that can be read`, {
          exit: EXIT_CODES.wrongInput,
        });
      found.push(...own);
    }
  }
  return found;
}

/**
 * `lagraph trust FILE`: shows each module and its hash, asks, and keeps the answer.
 *
 * @throws UserError if there is nobody to ask, or the answer is no
 */
export async function trustWords(
  files: readonly string[],
  { yes }: TrustCommandOptions,
  terminal: Terminal,
): Promise<void> {
  requireFiles(files);
  const { out } = terminal;
  for (const { file, text } of await modulesOf(files, terminal)) {
    const sha256 = wordModuleHash(text);
    if (isTrusted(sha256)) {
      out.line(`${file} is trusted as it is now: sha256 ${sha256}`);
      continue;
    }
    const path = resolve(terminal.cwd, file);
    const before = (await trustedModules()).some((one) => one.file === path);
    out.line(`${path}\nsha256 ${sha256}, ${pluralize(text.trimEnd().split('\n').length, 'line')}`);
    if (before) out.line('It has changed since it was trusted.');
    if (!yes) await requireConsent(file, terminal);
    await keep({ sha256, file: path, trusted: new Date().toISOString() });
    out.line(`trusted ${file}`);
  }
}

async function requireConsent(file: string, { ask }: Terminal): Promise<void> {
  if (!ask)
    throw new UserError(`${file} was not trusted: there is no terminal to ask at`, {
      exit: EXIT_CODES.wrongUsage,
      hint: 'in scripts: lagraph trust --yes FILE',
    });
  const answer = await ask('Its code will run with your rights whenever a graph names it. Trust it? [y/N] ');
  if (!/^y(es)?$/i.test(answer.trim()))
    throw new UserError(`${file} was not trusted`, {
      exit: EXIT_CODES.failed,
      hint: 'nothing of it will run',
    });
}

/** Written whole, readable for its owner. */
async function keep(record: TrustRecord): Promise<void> {
  try {
    await writeFileAtomically(trustFile(record.sha256), `${JSON.stringify(record, null, 2)}\n`, {
      mode: 0o600,
    });
  } catch (error) {
    throw new UserError(`${trustFile(record.sha256)} can't be written: ${systemReason(error)}`, {
      exit: EXIT_CODES.failed,
    });
  }
}

/** `lagraph trust --list` */
export async function listTrusted({ json }: TrustCommandOptions, { out }: Terminal): Promise<void> {
  const records = await trustedModules();
  if (json) out.line(JSON.stringify(records, null, 2));
  else if (records.length === 0) out.line('nothing is trusted');
  else
    out.line(
      textTable(
        [{ title: 'file' }, { title: 'sha256' }, { title: 'trusted' }],
        records.map(({ file, sha256, trusted }) => [file, sha256.slice(0, 12), trusted.slice(0, 10)]),
      ),
    );
}

/**
 * `lagraph trust --remove FILE`: of a file, all versions.
 *
 * @throws UserError for what is not trusted
 */
export async function removeTrust(files: readonly string[], terminal: Terminal): Promise<void> {
  requireFiles(files);
  const records = await trustedModules();
  for (const file of files) {
    const path = resolve(terminal.cwd, file);
    const isHash = /^[0-9a-f]{8,64}$/.test(file);
    const meant = records.filter((one) => one.file === path || (isHash && one.sha256.startsWith(file)));
    if (meant.length === 0)
      throw new UserError(`${file} is not trusted`, {
        exit: EXIT_CODES.wrongInput,
        hint: 'lagraph trust --list says what is',
      });
    for (const { sha256 } of meant) await rm(trustFile(sha256), { force: true });
    terminal.out.line(`${file} is trusted no longer (${pluralize(meant.length, 'version')})`);
  }
}
