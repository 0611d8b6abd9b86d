/**
 * One case of bench.mjs --scale, alone in its process, so that the memory peak is its own. The argument is a JSON
 * object {engine, threads, size, steps, warmup}; the result is printed as JSON, too.
 *
 * Phases are stepped one after another, each closed before the next is opened, as in a run with one job.
 */
import { readFileSync } from 'node:fs';
import { compile } from '../dist/index.js';
import { benchEngine, openStep, timeSteps } from './lagraph-step.mjs';
import { scaleGraph } from './scale-graphs.mjs';
import { median } from './statistics.mjs';

const { engine: name, threads, size, steps, warmup } = JSON.parse(process.argv[2]);

/** In bytes. Linux's VmHWM is of this program alone; ru_maxrss would start with the size of the parent process. */
function peakBytes() {
  if (process.platform !== 'linux') return 1024 * process.resourceUsage().maxRSS;
  return 1024 * Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
}

const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

const text = scaleGraph(size);
let begun = performance.now();
const program = compile(text, { file: 'bench-scale.yaml' });
const compileMs = performance.now() - begun;

const engine = await benchEngine(name);
const prepareMs = [];
const stepMs = [];
for (const phase of program.phases) {
  begun = performance.now();
  const opened = await openStep(engine, program, phase, threads);
  prepareMs.push(performance.now() - begun);
  stepMs.push(median(await timeSteps(opened, steps, warmup)));
  await opened.close();
}
console.log(
  JSON.stringify({
    version: engine.version,
    compile_ms: compileMs,
    prepare_ms: mean(prepareMs),
    step_ms: mean(stepMs),
    peak_bytes: peakBytes(),
  }),
);
process.exit(0);
