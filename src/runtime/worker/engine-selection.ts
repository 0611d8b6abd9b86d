import type { Phase } from '../../compiler/index.js';
import type { Engine } from '../engines/index.js';
import { TrainingError } from '../trainer/index.js';
import { BASE_ENGINE, DEFAULT_ENGINE } from '../api/index.js';
import type { EngineFacts } from '../jobs/index.js';
import { createEngine } from './engine-factories.js';

/** @param name an engine's, or `auto` for the one that computes what no other is chosen for */
export const engineNamed = (name: string): Promise<Engine> =>
  createEngine(name === DEFAULT_ENGINE ? BASE_ENGINE : name);

export const engineFacts = ({ name, version, numerics, device }: Engine): EngineFacts => ({
  name,
  version,
  numerics,
  device,
});

/** The engine of a job. Throws if its numerics are not those of the beginning of the run. */
export async function engineForJob(job: { engine: string; numerics?: string }): Promise<Engine> {
  const engine = await engineNamed(job.engine);
  if (job.numerics === undefined || engine.numerics === job.numerics) return engine;
  throw new TrainingError(
    `The engine ${engine.name} (${engine.version}, ${engine.device}) is another one here than the run began with: ` +
      `${engine.numerics}, not ${job.numerics}. Was its library exchanged, or has a GPU gone? Begin the run again.`,
  );
}

/** Why an engine can't train a phase in its precision; null if it can. */
export function precisionProblem({ name, precision }: Phase, engine: Engine): string | null {
  if (!precision || engine.precisions.includes(precision)) return null;
  const others =
    engine.name === 'tensorflow'
      ? 'Processors with AVX-512 have bfloat16, GPUs float16'
      : 'Try --engine tensorflow, which has bfloat16 on processors with AVX-512 and float16 on GPUs';
  return (
    `The phase ${name} asks for ${precision}, and the engine ${engine.name} (${engine.version}, ${engine.device}) ` +
    `computes in ${engine.precisions.join(' and ')} here. ${others}, or set plan.${name}.precision=float32.`
  );
}

/** Throws if an engine does not support the precision of a phase. */
export function requirePrecision(phase: Phase, engine: Engine): void {
  const problem = precisionProblem(phase, engine);
  if (problem !== null) throw new TrainingError(problem);
}
