import { expectationText, meetsExpectation, type Program } from '../../../compiler/index.js';
import { formatFigure } from '../../../report/index.js';
import { runProgram, type RunOptions, type RunResult } from '../../../runtime/index.js';
import { dataOptionsFrom, requireDataDirectory, requireStoreDirectory } from '../../directory-options.js';
import { locateInRepository, type FileVersion, type TrackedFile } from '../../git/index.js';
import { graphHistory } from '../../graph-history.js';
import { readGraphVersion, type GraphVersion } from '../../graph-versions.js';
import { stopOnSignals } from '../../interrupt.js';
import { pluralize } from '../../pluralize.js';
import { graphTexts } from '../../graph-texts.js';
import type { Terminal } from '../../terminal.js';
import { EXIT_CODES, UserError } from '../../user-error.js';
import { openProgressDisplay } from '../../progress/index.js';
import { figureNames, findFigure, parseExpectedFigure, type ExpectedFigure } from './expected-figure.js';
import { findFirstBad, type BisectOutcome, type VersionState } from './find-first-bad.js';

export interface BisectCommandOptions {
  expect: string;
  good?: string;
  bad: string;
  profile?: string;
  engine?: string;
  jobs?: number;
  data?: string;
  offline?: boolean;
  store?: string;
  json?: boolean;
}

/** What became of one version that was tried. */
interface TriedVersion {
  commit: string;
  subject: string;
  state: VersionState;
  /** Null if it was skipped. */
  value: number | null;
  /** Why it was skipped. */
  problem: string | null;
  simulated: boolean;
  /** Phases that had to be trained for it. */
  trained: string[];
}

class InterruptedError extends Error {}

/** `lagraph bisect`, from the history of the file to the exit code. */
export async function bisectGraph(
  file: string,
  options: BisectCommandOptions & { overrides: string[] },
  terminal: Terminal,
): Promise<number> {
  const expected = parseExpectedFigure(options.expect);
  const directory = await requireDataDirectory(options.data, terminal);
  const store = await requireStoreDirectory(options.store, terminal);
  const tracked = await locateInRepository(terminal.cwd, file);
  // The oldest first.
  const versions = (await graphHistory(tracked, options.bad)).reverse();
  if (versions.length === 0) {
    throw new UserError(`${tracked.path} has no commits at ${options.bad}`, { exit: EXIT_CODES.wrongUsage });
  }
  const good = options.good === undefined ? undefined : await versionAt(tracked, options.good, versions);
  const read = (index: number) => readGraphVersion(tracked.root, versions[index]!, options);
  const bad = versions.length - 1;
  const badVersion = await read(bad);
  await requireFigure(badVersion, expected);
  const interrupt = stopOnSignals(terminal.err);
  const tried: TriedVersion[] = [];
  const { err } = terminal;

  const test = async (index: number): Promise<VersionState> => {
    const version = index === bad ? badVersion : await read(index);
    const found = await measure(version);
    if (interrupt.signal.aborted) throw new InterruptedError();
    tried.push(found);
    err.line(triedLine(version, found, expected));
    return found.state;
  };

  const measure = async (version: GraphVersion): Promise<TriedVersion> => {
    const { commit, subject, program, document } = version;
    const common = { commit, subject, simulated: false, trained: [] as string[] };
    const skipped = (problem: string) => ({ ...common, state: 'skip' as const, value: null, problem });
    if (!program || !document) return skipped(version.problem ?? 'it does not compile');
    const place = findFigure(program, expected.figure);
    if (!place) return skipped(`it has no figure ${expected.figure}`);
    if ('ambiguous' in place) throw ambiguousFigureError(expected.figure, place.ambiguous);
    const result = await runVersion(program, {
      store,
      data: dataOptionsFrom(version.base, directory, options),
      texts: graphTexts({ ...version, document }),
      signal: interrupt.signal,
      ...(place.phases.length > 0 ? { only: place.phases } : {}),
      ...(options.engine === undefined ? {} : { engine: options.engine }),
      ...(options.jobs === undefined ? {} : { jobs: options.jobs }),
    });
    const value = place.valueIn(result);
    if (value === undefined) return skipped(result.problem ?? `its run has no figure ${expected.figure}`);
    return {
      ...common,
      state: meetsExpectation(value, expected) ? 'good' : 'bad',
      value,
      problem: null,
      simulated: result.simulated,
      trained: result.phases.flatMap(({ name, status }) =>
        status === 'trained' || status === 'resumed' ? [name] : [],
      ),
    };
  };

  const runVersion = async (program: Program, runOptions: RunOptions): Promise<RunResult> => {
    const display = openProgressDisplay(err);
    try {
      return await runProgram(program, {
        ...runOptions,
        onEvent: (event) => {
          // Only what takes time is shown; the line of the version says the rest.
          if (event.event === 'progress' || event.event === 'begin' || event.event === 'notice') {
            display.show(event);
          }
        },
      });
    } finally {
      display.close();
    }
  };

  try {
    err.line(`${pluralize(versions.length, 'version')} of ${tracked.path}`);
    const outcome = await findFirstBad(versions.length, test, good);
    const report = outcomeReport(outcome, versions, tried, expected);
    if (options.json) terminal.out.line(JSON.stringify({ ...report.json, tried }, null, 2));
    else terminal.out.line(report.text);
    return report.found ? EXIT_CODES.done : EXIT_CODES.wrongInput;
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    err.line('Interrupted. What is trained is kept; the same command goes on from there.');
    return EXIT_CODES.interrupted;
  } finally {
    interrupt.release();
  }
}

/** A figure that the bad version lacks is a typing error more often than not. */
async function requireFigure(
  { program, file, problem }: GraphVersion,
  { figure }: ExpectedFigure,
): Promise<void> {
  if (!program) throw new UserError(`${file}: ${problem}`, { hint: '--bad names another version' });
  const place = findFigure(program, figure);
  if (place && 'ambiguous' in place) throw ambiguousFigureError(figure, place.ambiguous);
  if (place) return;
  const { nearestName } = await import('../../../diagnostics/index.js');
  const names = figureNames(program);
  const near = nearestName(figure, names);
  throw new UserError(`${file} has no figure ${figure}`, {
    exit: EXIT_CODES.wrongUsage,
    hint: near ? `did you mean ${near}?` : `it has ${names.join(', ')}`,
  });
}

const ambiguousFigureError = (figure: string, meant: readonly string[]) =>
  new UserError(`several phases have a figure ${figure}`, {
    exit: EXIT_CODES.wrongUsage,
    hint: `write ${meant.join(' or ')}`,
  });

/** Index of the version that a revision has. */
async function versionAt(
  tracked: TrackedFile,
  revision: string,
  versions: readonly FileVersion[],
): Promise<number> {
  const [newest] = await graphHistory(tracked, revision);
  const index = versions.findIndex(({ commit }) => commit === newest?.commit);
  if (index >= 0 && index < versions.length - 1) return index;
  throw new UserError(
    index < 0
      ? `${revision} has no version of ${tracked.path} that the bad one comes from`
      : `${tracked.path} is the same at ${revision} as in the bad version`,
    { exit: EXIT_CODES.wrongUsage },
  );
}

function triedLine({ short, subject }: FileVersion, tried: TriedVersion, expected: ExpectedFigure): string {
  const { state, value, problem, trained, simulated } = tried;
  const said =
    value === null
      ? `skipped: ${problem}`
      : `${state}, ${expected.figure} ${formatFigure(value)}${simulated ? ' (SIMULATED data)' : ''}`;
  return `${short} ${subject}: ${said}${trained.length > 0 ? `; trained ${trained.join(', ')}` : ''}`;
}

/** What is printed at the end; `found`: whether there is a commit to blame. */
function outcomeReport(
  outcome: BisectOutcome,
  versions: readonly FileVersion[],
  tried: readonly TriedVersion[],
  expected: ExpectedFigure,
): { text: string; json: Record<string, unknown>; found: boolean } {
  const wanted = `${expected.figure} ${expectationText(expected)}`;
  const json = { expect: wanted, firstBad: null, lastGood: null, suspects: [] as string[] };
  const valueAt = (index: number) => tried.find(({ commit }) => commit === versions[index]!.commit)?.value;
  const figure = (index: number) => {
    const value = valueAt(index);
    return value === null || value === undefined ? '' : formatFigure(value);
  };
  switch (outcome.found) {
    case 'newest-good': {
      const { short } = versions.at(-1)!;
      const text = `${short} meets ${wanted}: ${figure(versions.length - 1)}. There is nothing to find.`;
      return { text, json, found: false };
    }
    case 'newest-skipped':
      throw new UserError(`${expected.figure} can't be had of the bad version: ${tried.at(-1)!.problem}`, {
        exit: EXIT_CODES.failed,
      });
    case 'none-good': {
      const { short, date, subject } = versions[outcome.oldest]!;
      const text = `No version meets ${wanted}. The oldest that can be run, ${short} of ${date.slice(0, 10)} (${subject}), has ${figure(outcome.oldest)}.`;
      return { text, json, found: false };
    }
    case 'first-bad': {
      const first = versions[outcome.first]!;
      const before = versions[outcome.good]!;
      const suspects = outcome.skipped.map((index) => versions[index]!);
      const lines = [
        `${first.short} is the first that misses ${wanted}`,
        `  ${first.subject}`,
        `  ${first.author}, ${first.date}`,
        `  ${[`${expected.figure} ${figure(outcome.good)}`.trim(), figure(outcome.first)].join(' -> ')}`,
        ...(suspects.length > 0
          ? [
              `It may as well be one of those in between that could not be run: ${suspects.map(({ short }) => short).join(', ')}`,
            ]
          : []),
        `To see the change: lagraph diff ${before.short}:${before.path} ${first.short}:${first.path}`,
      ];
      return {
        text: lines.join('\n'),
        json: {
          ...json,
          firstBad: first,
          lastGood: before,
          suspects: suspects.map(({ commit }) => commit),
        },
        found: true,
      };
    }
  }
}
