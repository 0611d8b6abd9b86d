/** The sums of a pass in a checkpoint, whose tensors are float32: each number of float64 as the two halves of its bytes. */
import { weightsSolvedBy } from '../../compiler/index.js';
import type { ClosedForm } from '../closed-forms/index.js';
import { networkByName } from '../capture/index.js';
import type { StateTensor } from '../engines/index.js';
import { tensorMismatch } from '../store/index.js';
import type { StateDict } from './load-weights.js';
import type { TrainingContext } from './training-context.js';
import { TrainingError } from './training-errors.js';

const PREFIX = 'pass/';

export function passTensors(pass: ClosedForm): [string, StateTensor][] {
  return Object.entries(pass.state()).map(([name, sums]) => {
    const halves = new Float32Array(sums.slice().buffer);
    return [`${PREFIX}${name}`, { shape: [halves.length], data: halves }];
  });
}

/** Puts the sums of a checkpoint into a pass. Throws TrainingError if they are not those of such a pass. */
export function passesFromTensors(training: TrainingContext, kept: StateDict, pass: ClosedForm): void {
  const expected = passTensors(pass).map(([name, { shape }]) => ({ name, shape }));
  requireFit(training, tensorMismatch(kept, expected));
  for (const [name, sums] of Object.entries(pass.state())) {
    const { buffer, byteOffset, byteLength } = kept.get(`${PREFIX}${name}`)!.data;
    sums.set(new Float64Array(buffer.slice(byteOffset, byteOffset + byteLength)));
  }
}

/** The weights that a checkpoint has solved for. */
export function solvedTensors(training: TrainingContext, kept: StateDict): [string, StateTensor][] {
  const { program, phase } = training;
  const names = weightsSolvedBy(phase.solve);
  const shapes = new Map(
    phase.networks.flatMap(({ name }) =>
      networkByName(program, name).weights.map((weight) => [weight.name, weight.shape] as const),
    ),
  );
  requireFit(
    training,
    tensorMismatch(
      kept,
      names.map((name) => ({ name, shape: shapes.get(name)! })),
    ),
  );
  return names.map((name) => [name, kept.get(name)!]);
}

function requireFit({ course }: TrainingContext, wrong: string | null): void {
  if (wrong === null) return;
  throw new TrainingError(
    `The checkpoint to go on from does not fit the phase: ${wrong}. It lies in the store's checkpoints/${course}.*; ` +
      'without it, the phase begins anew.',
  );
}
