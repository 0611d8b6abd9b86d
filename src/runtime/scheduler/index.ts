export { admit, type Candidate } from './admit.js';
export { JobFailed, JobStopped, runJob } from './child.js';
export { schedule, type Task, type TaskOutcome } from './schedule.js';
