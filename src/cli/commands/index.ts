import type { AddCommand } from '../command-context.js';
import { addApplyCommand } from './apply/index.js';
import { addBisectCommand } from './bisect/index.js';
import { addCheckCommand } from './check/index.js';
import { addCompareCommand } from './compare/index.js';
import { addDataCommand } from './data/index.js';
import { addDiffCommand } from './diff/index.js';
import { addDoctorCommand } from './doctor/index.js';
import { addEnginesCommand } from './engines/index.js';
import { addFmtCommand } from './fmt/index.js';
import { addExplainCommand } from './explain.js';
import { addExportCommand } from './export/index.js';
import { addImportCommand } from './import/index.js';
import { addGcCommand } from './gc/index.js';
import { addLogCommand } from './log/index.js';
import { addLspCommand } from './lsp/index.js';
import { addGitCommand } from './git/index.js';
import { addMergeCommand } from './merge/index.js';
import { addLockCommand } from './lock/index.js';
import { addNewCommand } from './new/index.js';
import { addPlanCommand } from './plan/index.js';
import { addRenderCommand } from './render.js';
import { addReportCommand } from './report/index.js';
import { addRunCommand } from './run/index.js';
import { addRunsCommand } from './runs/index.js';
import { addWatchCommand } from './watch/index.js';
import { addTrustCommand } from './trust/index.js';
import { addSchemaCommand } from './schema.js';
import { addStoreCommand } from './store/index.js';

/** All commands, in the order in which `lagraph --help` lists them. */
export const COMMANDS: readonly AddCommand[] = [
  addNewCommand,
  addCheckCommand,
  addDiffCommand,
  addFmtCommand,
  addPlanCommand,
  addDataCommand,
  addTrustCommand,
  addRunCommand,
  addReportCommand,
  addWatchCommand,
  addRunsCommand,
  addCompareCommand,
  addGcCommand,
  addStoreCommand,
  addLogCommand,
  addLockCommand,
  addBisectCommand,
  addMergeCommand,
  addGitCommand,
  addApplyCommand,
  addExportCommand,
  addImportCommand,
  addRenderCommand,
  addSchemaCommand,
  addLspCommand,
  addExplainCommand,
  addEnginesCommand,
  addDoctorCommand,
];
