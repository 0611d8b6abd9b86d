import type { Program } from '../../../compiler/index.js';
import type { RunOptions, RunResult } from '../../../runtime/index.js';
import { requireOneOf } from '../../option-values.js';
import { EXIT_CODES } from '../../user-error.js';

/** Options of `lagraph run`, as the command line gives them. */
export interface RunCommandOptions {
  profile?: string;
  engine?: string;
  requireGpu?: boolean;
  jobs?: number;
  only?: string[];
  force?: boolean;
  locked?: boolean;
  data?: string;
  offline?: boolean;
  store?: string;
  seed?: number;
  /** A number, or a list in brackets. */
  seeds?: string;
  tensorboard?: string;
  dryRun?: boolean;
  timings?: boolean;
  json?: boolean;
  open?: boolean;
  browser: boolean;
}

const EXIT_CODE_OF_STATUS: Record<RunResult['status'], number> = {
  done: EXIT_CODES.done,
  missed: EXIT_CODES.failed,
  failed: EXIT_CODES.failed,
  interrupted: EXIT_CODES.interrupted,
};

/** Missing data is a wrong input, not a failed run. */
export function exitCodeOf({ status, problems }: RunResult): number {
  const ofData = problems.length > 0 && problems.every((one) => one.diagnostic?.code === 'missing-data');
  return ofData ? EXIT_CODES.wrongInput : EXIT_CODE_OF_STATUS[status];
}

/** @throws UserError (wrong usage) if one of the names is no phase */
export async function requirePhases({ phases }: Program, only: readonly string[]): Promise<void> {
  const names = phases.map(({ name }) => name);
  for (const name of only) await requireOneOf('phase', name, names);
}

/** What a run and a dry run are told alike. */
export const sharedOptions = (
  { engine, requireGpu, jobs, only = [] }: RunCommandOptions,
  onSources: RunOptions['onSources'],
): Partial<RunOptions> => ({
  ...(engine === undefined ? {} : { engine }),
  ...(requireGpu ? { requireGpu: true } : {}),
  ...(jobs === undefined ? {} : { jobs }),
  ...(only.length > 0 ? { only } : {}),
  ...(onSources ? { onSources } : {}),
});
