export { calleesOf, firstCallOf } from './callees.js';
export { compilePhases, type CompiledPlan } from './compile-phases.js';
