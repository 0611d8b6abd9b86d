/** Compares engines, and numbers of threads, by the time that they take for a training step. */
import { cpus } from 'node:os';
import type { Phase, Program } from '../../compiler/index.js';
import type { StepProgram } from '../capture/index.js';
import type { Engine } from '../engines/index.js';
import type { ChosenEngine } from '../jobs/index.js';
import {
  fewerThreads,
  isClearlyQuicker,
  keyOfStepTimings,
  quickestEngine,
  readStepTimings,
  validityOfTimings,
  writeStepTimings,
} from '../plan/index.js';
import { cacheDirectory } from '../store/index.js';
import { nullPrototypeRecord } from '../../records/index.js';
import { watchOtherPrograms } from './other-programs.js';
import { timeStep } from './time-step.js';

/** What takes so many times as long as another engine is not measured further. */
const HOPELESS = 3;
/** The same of fewer threads: they differ less than engines do. */
const HOPELESS_THREADS = 1.2;

/** What is trained, and the threads that there are for it. */
interface ComparedStep {
  program: Program;
  phase: Phase;
  step: StepProgram;
  threads: number;
}

interface Comparison extends Omit<ChosenEngine, 'engine'> {
  engine: Engine;
}

/**
 * The quickest engine on a step and its threads: all that there are, or fewer where that is clearly quicker, as with many small
 * operations, above all while another program uses one of the cores. What was measured before on this machine is not measured
 * again.
 *
 * @param engines those that can train the step
 * @param base the engine that is taken if none is clearly quicker
 * @param directory the cache that measurements are kept in
 */
export async function compareEngines(
  engines: readonly Engine[],
  base: Engine,
  compared: ComparedStep,
  directory = cacheDirectory(),
): Promise<Comparison> {
  const { step, phase } = compared;
  const refused: ChosenEngine['refused'] = [];
  const keyWith = (threads: number): string =>
    keyOfStepTimings({
      step,
      threads,
      precision: phase.precision,
      engines: engines.map(({ numerics }) => numerics),
    });
  const stepKey = keyWith(compared.threads);
  const crashed = (await readStepTimings(stepKey, directory))?.crashed ?? {};
  for (const [name, how] of Object.entries(crashed))
    refused.push({ name, reason: `it crashed in this step (${how})` });
  const usable = engines.filter(({ name }) => !Object.hasOwn(crashed, name));

  /** Milliseconds by engine; what takes longer than the limit is measured roughly. */
  const timesOf = async (some: readonly Engine[], threads: number, limit = Infinity) => {
    const key = keyWith(threads);
    const known = await readStepTimings(key, directory);
    const ms = nullPrototypeRecord<number>(Object.entries(known?.ms ?? {}));
    const missing = some.filter(({ name }) => !Object.hasOwn(ms, name));
    const others = watchOtherPrograms();
    for (const engine of missing) {
      try {
        const most = Math.min(limit, HOPELESS * Math.min(...Object.values(ms)));
        ms[engine.name] = await timeStep(engine, { ...compared, threads }, most);
      } catch (error) {
        refused.push({ name: engine.name, reason: (error as Error).message });
      }
    }
    if (missing.length > 0) {
      const validity = validityOfTimings({ threads, others: others(), cores: cpus().length });
      const timings = { ms: { ...ms }, crashed: known?.crashed ?? {}, ...validity };
      await writeStepTimings(key, timings, directory);
    }
    return nullPrototypeRecord(Object.entries(ms).filter(([name]) => some.some((one) => one.name === name)));
  };

  const times: ChosenEngine['times'] = [];
  const record = (ms: Readonly<Record<string, number>>, threads: number): void => {
    for (const [engine, time] of Object.entries(ms)) times.push({ engine, threads, ms: time });
  };
  const engineNamed = (name: string): Engine => usable.find((one) => one.name === name) ?? base;
  let { threads } = compared;
  const all = usable.length < 2 ? {} : await timesOf(usable, threads);
  record(all, threads);
  const working = usable.filter(({ name }) => Object.hasOwn(all, name));
  let engine = engineNamed(quickestEngine(all, base.name));
  for (let best = all[engine.name]; best !== undefined;) {
    const fewer = fewerThreads(threads);
    if (fewer === null) break;
    const own = await timesOf([engine], fewer, HOPELESS_THREADS * best);
    if (!isClearlyQuicker(own[engine.name] ?? Infinity, best)) break;
    // With fewer threads another one may be ahead.
    const ms = await timesOf(working, fewer);
    record(ms, fewer);
    engine = engineNamed(quickestEngine(ms, engine.name));
    best = ms[engine.name];
    threads = fewer;
  }
  return { engine, threads, stepKey, times, refused };
}
