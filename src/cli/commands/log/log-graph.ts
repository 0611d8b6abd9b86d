import { diff, diffSummary } from '../../../diff/index.js';
import { SIMULATED_DATA_LABEL } from '../../../report/index.js';
import { requireStoreDirectory } from '../../directory-options.js';
import { locateInRepository } from '../../git/index.js';
import { graphHistory } from '../../graph-history.js';
import { readGraphVersion, type GraphVersion } from '../../graph-versions.js';
import { noteTo, type Terminal } from '../../terminal.js';
import { EXIT_CODES, UserError } from '../../user-error.js';
import { changedFigures, figuresOfVersion, type VersionFigures } from './version-figures.js';
import { knownFigures } from './known-figures.js';

export interface LogCommandOptions {
  maxCount?: number;
  from: string;
  profile?: string;
  store?: string;
  json?: boolean;
}

/** A version with the figures that runs have of it. */
interface LoggedVersion extends GraphVersion {
  figures: VersionFigures;
}

/** `lagraph log`: prints each version as soon as the one before it is known. */
export async function logGraph(
  file: string,
  options: LogCommandOptions & { overrides: string[] },
  terminal: Terminal,
): Promise<void> {
  const store = await requireStoreDirectory(options.store, terminal);
  const tracked = await locateInRepository(terminal.cwd, file);
  const history = await graphHistory(tracked, options.from);
  if (history.length === 0) {
    throw new UserError(`${tracked.path} has no commits in ${options.from}`, { exit: EXIT_CODES.wrongUsage });
  }
  const { out, err } = terminal;
  const known = await knownFigures(store, noteTo(err));
  const shown = history.slice(0, options.maxCount);
  const read = async (index: number): Promise<LoggedVersion> => {
    const version = await readGraphVersion(tracked.root, history[index]!, options);
    return { ...version, figures: figuresOfVersion(version.program, known) };
  };
  const json: unknown[] = [];
  let version = await read(0);
  for (const index of shown.keys()) {
    const before = index + 1 < history.length ? await read(index + 1) : null;
    const changes = describeChange(before, version);
    if (options.json) json.push(jsonOfVersion(version, changes));
    else {
      const figures = changedFigures(before?.figures ?? new Map(), version.figures);
      out.line(`${index > 0 ? '\n' : ''}${versionText(version, { changes, figures }, terminal)}`);
    }
    if (before) version = before;
  }
  if (options.json) out.line(JSON.stringify(json, null, 2));
}

/** What a commit changed, in a line or two. A version that does not compile is compared with nothing. */
function describeChange(before: GraphVersion | null, version: GraphVersion): string[] {
  if (!version.program) return [version.problem ?? 'it does not compile'];
  if (before === null) return ['the first version'];
  if (!before.program) return ['compiles again'];
  return diffSummary(
    diff(before.program, version.program, {
      documents: { a: before.document, b: version.document },
    }),
  );
}

function versionText(
  { short, date, subject, program }: GraphVersion,
  { changes, figures }: { changes: string[]; figures: { text: string; simulated: boolean }[] },
  { out: { colours } }: Terminal,
): string {
  const head = `${colours.yellow(short)} ${colours.dim(date.slice(0, 10))} ${subject}`;
  const said = changes.map((line) => `  ${program ? line : colours.red(line)}`);
  if (figures.length === 0) return [head, ...said].join('\n');
  const label = figures.some(({ simulated }) => simulated) ? `  ${colours.red(SIMULATED_DATA_LABEL)}` : '';
  const measured = figures.map(({ text }) => text).join(', ');
  return [head, ...said, `  ${colours.bold(measured)}${label}`].join('\n');
}

function jsonOfVersion(version: LoggedVersion, changes: string[]) {
  const { commit, date, author, subject, path, problem, figures } = version;
  return { commit, date, author, subject, path, problem, changes, figures: Object.fromEntries(figures) };
}
