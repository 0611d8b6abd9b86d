/** Times of training steps by engine, measured once for each step and machine and kept in lagraph's cache. */
import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import type { Precision } from '../../compiler/index.js';
import type { StepProgram } from '../capture/index.js';
import {
  cacheDirectory,
  decodeChecksummedJson,
  encodeChecksummedJson,
  sha256,
  writeFileAtomically,
} from '../store/index.js';

/** Version of the measurement; increment it when it changes. */
const FORMAT = 2;

export interface StepTimings {
  /** Milliseconds of a step by engine. */
  ms: Record<string, number>;
  /** Engines that crashed in this step, and how. */
  crashed: Record<string, string>;
  /** The times were taken while other programs computed too, and count until then: milliseconds since 1970. */
  until?: number;
}

/** What the time of a step depends on. */
interface TimingConditions {
  step: StepProgram;
  threads: number;
  precision: Precision | undefined;
  /** The engines' `numerics`: libraries, their versions, instruction sets. */
  engines: readonly string[];
}

/**
 * What a step's times are kept by. Equal for steps that do the same calculations, whatever their layers are called and
 * whatever their seeds are.
 */
export function keyOfStepTimings({ step, threads, precision, engines }: TimingConditions): string {
  const form = {
    format: FORMAT,
    machine: [cpus()[0]?.model.trim() ?? 'unknown', availableParallelism()],
    engines,
    threads,
    precision: precision ?? 'float32',
    values: step.values.map(({ shape, dtype }) => [shape, dtype]),
    inputs: step.inputs.map(({ kind, value }) => [kind, value]),
    calls: step.calls.map(({ kernel, inputs, attrs, outputs }) => [kernel, inputs, attrs, outputs]),
    outputs: step.outputs.map(({ kind, value }) => [kind, value]),
  };
  return sha256([JSON.stringify(form)]);
}

const timingsFile = (key: string, directory: string) => join(directory, 'step-timings', `${key}.json`);

/** Null if nothing is known, or if the file is damaged. Times that count no longer are left out. */
export async function readStepTimings(
  key: string,
  directory = cacheDirectory(),
  now = Date.now(),
): Promise<StepTimings | null> {
  const found = await readFile(timingsFile(key, directory)).catch(() => null);
  const timings = found && (decodeChecksummedJson(found) as StepTimings | null);
  return timings?.until !== undefined && timings.until < now ? { ms: {}, crashed: timings.crashed } : timings;
}

/** Part of a core that the programs of an idle system use. */
const IDLE_LOAD = 0.3;
const BUSY_MINUTES = 10;

/**
 * How long times count that were taken now; nothing if they count for good.
 *
 * @param others cores that other programs kept busy meanwhile
 */
export const validityOfTimings = (
  { threads, others, cores }: { threads: number; others: number; cores: number },
  now = Date.now(),
): Pick<StepTimings, 'until'> =>
  threads + others > cores + IDLE_LOAD ? { until: now + BUSY_MINUTES * 60_000 } : {};

/** Keeps what was measured; where the cache can't be written, it is measured again the next time. */
export async function writeStepTimings(
  key: string,
  timings: StepTimings,
  directory = cacheDirectory(),
): Promise<void> {
  await writeFileAtomically(timingsFile(key, directory), encodeChecksummedJson(timings)).catch(
    () => undefined,
  );
}

/** Records that an engine crashed in a step, so that it is not chosen for it again. */
export async function recordCrash(
  key: string,
  engine: string,
  how: string,
  directory = cacheDirectory(),
): Promise<void> {
  const known = (await readStepTimings(key, directory)) ?? { ms: {}, crashed: {} };
  await writeStepTimings(key, { ...known, crashed: { ...known.crashed, [engine]: how } }, directory);
}

/** Measurements vary: what takes the place of the usual must take at most this part of its time. */
const MARGIN = 0.9;

export const isClearlyQuicker = (ms: number, usual: number): boolean => ms <= MARGIN * usual;

/** The engine with the least time; the usual one if no other is clearly quicker. */
export function quickestEngine(ms: Readonly<Record<string, number>>, usual: string): string {
  const [[name, least] = [usual, 0]] = Object.entries(ms).sort(([, a], [, b]) => a - b);
  const own = Object.hasOwn(ms, usual) ? ms[usual]! : Infinity;
  return isClearlyQuicker(least, own) ? name : usual;
}

/** The next smaller power of two; null if there is none. */
export const fewerThreads = (threads: number): number | null =>
  threads < 2 ? null : 2 ** (Math.ceil(Math.log2(threads)) - 1);
