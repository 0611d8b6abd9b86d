/** `lagraph runs tag`, `rename` and `note`. */
import {
  changeLabel,
  listRuns,
  UnreadableLabelError,
  type LabelledRun,
  type Manifest,
  type RunLabel,
} from '../../../runtime/index.js';
import { requireStoreDirectory } from '../../directory-options.js';
import { findStoredRun, rethrowAsUserError } from '../../run-lookup.js';
import type { Terminal } from '../../terminal.js';
import { EXIT_CODES, UserError } from '../../user-error.js';

interface LabelOptions {
  store?: string;
  remove?: boolean;
}

const wrongUsage = (message: string, hint?: string) =>
  new UserError(message, { exit: EXIT_CODES.wrongUsage, ...(hint === undefined ? {} : { hint }) });

const TAG = /^[^\s,"'\p{C}]+$/u;

/** No beginning of a run's own name, which is a date, and no path. */
const NAME = /^[\p{L}_][\p{L}\p{N}_.-]*$/u;

const MAX_LENGTH = 100;

export async function tagRun(
  run: string,
  tags: readonly string[],
  options: LabelOptions,
  terminal: Terminal,
): Promise<void> {
  const wrong = tags.find((tag) => !TAG.test(tag) || tag.length > MAX_LENGTH);
  if (wrong !== undefined)
    throw wrongUsage(`${wrong} can not be a tag`, 'a tag is a word without spaces, commas and quotes');
  const { run: own, label } = await change(run, options, terminal, (before) => ({
    ...before,
    tags: options.remove
      ? before.tags.filter((tag) => !tags.includes(tag))
      : [...new Set([...before.tags, ...tags])].sort(),
  }));
  say(terminal, own, label.tags.length > 0 ? label.tags.join(' ') : 'no tags');
}

export async function renameRun(
  run: string,
  name: string | undefined,
  options: LabelOptions,
  terminal: Terminal,
): Promise<void> {
  if ((name === undefined) !== (options.remove === true))
    throw wrongUsage('a name is missing, or --remove', 'lagraph runs rename RUN NAME');
  if (name !== undefined && (!NAME.test(name) || name === 'latest' || name.length > MAX_LENGTH)) {
    throw wrongUsage(
      `${name} can not be the name of a run`,
      name === 'latest'
        ? 'latest is the last run that has finished'
        : 'a name is of letters, digits, - _ and ., and begins with a letter',
    );
  }
  const renamed = (before: RunLabel, others: readonly LabelledRun[]): RunLabel => {
    const taken = others.find(({ label }) => name !== undefined && label.name === name);
    if (taken)
      throw wrongUsage(
        `${taken.manifest.run} is named ${name} already`,
        `lagraph runs rename ${name} --remove`,
      );
    return { ...before, name: name ?? null };
  };
  const { run: own } = await change(run, options, terminal, renamed, listRuns);
  say(terminal, own, name ?? 'no name');
}

export async function noteRun(
  run: string,
  text: string,
  options: LabelOptions,
  terminal: Terminal,
): Promise<void> {
  const note = text.trim();
  if (options.remove && note !== '') throw wrongUsage('--remove takes no text');
  if (!options.remove && note === '') {
    const { label } = await findStoredRun(options.store, run, terminal);
    if (label.note !== null) terminal.out.line(label.note);
    return;
  }
  await change(run, options, terminal, (before) => ({ ...before, note: options.remove ? null : note }));
}

const noRuns = (): Promise<Manifest[]> => Promise.resolve([]);

/** @param runsOf those whose labels `changed` gets, beside the run's own */
async function change(
  name: string,
  options: LabelOptions,
  terminal: Terminal,
  changed: (label: RunLabel, others: readonly LabelledRun[]) => RunLabel,
  runsOf: (store: string) => Promise<Manifest[]> = noRuns,
): Promise<{ run: string; label: RunLabel }> {
  const { manifest } = await findStoredRun(options.store, name, terminal);
  const store = await requireStoreDirectory(options.store, terminal);
  const label = await changeLabel(store, manifest.run, await runsOf(store), changed).catch(
    (error: unknown) => {
      if (error instanceof UnreadableLabelError)
        throw new UserError(error.message, { hint: 'remove the file, then it has none' });
      return rethrowAsUserError(error);
    },
  );
  return { run: manifest.run, label };
}

const say = ({ out }: Terminal, run: string, text: string): void => out.line(`${run}: ${text}`);
