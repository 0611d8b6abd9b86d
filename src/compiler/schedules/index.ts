export { checkScheduleValues, compileSchedule, isMoving, scheduleOfTerm } from './compile-schedule.js';
export { formulaTerm, VARIABLES, type ScheduleUse } from './formula-term.js';
