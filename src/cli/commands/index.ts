export { addApply, type ApplyOptions } from './apply.js';
export { addCheck } from './check.js';
export { addDoctor } from './doctor.js';
export { addExplain } from './explain.js';
export { addPlan } from './plan.js';
export { addRun, type RunCommandOptions } from './run.js';
export { addRuns } from './runs.js';
export { addSchema } from './schema.js';
export { addShow } from './show.js';
