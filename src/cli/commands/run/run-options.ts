import type { RunResult } from '../../../runtime/index.js';
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
  store?: string;
  seed?: number;
  /** A number, or a list in brackets. */
  seeds?: string;
  tensorboard?: string;
  dryRun?: boolean;
  json?: boolean;
  open?: boolean;
  browser: boolean;
}

export const EXIT_CODE_OF_STATUS: Record<RunResult['status'], number> = {
  done: EXIT_CODES.done,
  missed: EXIT_CODES.failed,
  failed: EXIT_CODES.failed,
  interrupted: EXIT_CODES.interrupted,
};
