/** One training step of each phase of a program, on made-up examples: what `lagraph check` has let through must train. */
import { chanceOf } from './seeded-random.mjs';

/** Larger programs are left out: they are no fault, and would take the machine's memory. */
const MOST_PARAMETERS = 20_000_000;
const MOST_MULTIPLY_ADDS = 2_000_000_000;

export const isTooLarge = (program, { planSummary, shapeSize }, batchSize) =>
  program.networks.some(
    ({ weights }) => weights.reduce((sum, { shape }) => sum + shapeSize(shape), 0) > MOST_PARAMETERS,
  ) ||
  planSummary(program).some(
    ({ multiplyAddsPerStep, batchSize: own }) => (multiplyAddsPerStep / own) * batchSize > MOST_MULTIPLY_ADDS,
  );

/** Numbers as the field has them: one-hot rows, small whole numbers, or 0 to 1. */
function examplesOf(type, size, chance) {
  if (type.role === 'label') {
    const [width] = type.shape;
    const rows = new Float32Array(size);
    for (let at = 0; at < size / width; at += 1) rows[at * width + chance.whole(width)] = 1;
    return rows;
  }
  if (type.dtype === 'int32') return Int32Array.from({ length: size }, () => chance.whole(2));
  return Float32Array.from({ length: size }, () => chance.whole(1000) / 1000);
}

function drawOf(kind, size, chance) {
  switch (kind) {
    case 'bytes':
      return Uint8Array.from({ length: size }, () => chance.whole(256));
    case 'permutation':
      return Int32Array.from({ length: size }, (_, at) => size - 1 - at);
    default:
      return Float32Array.from({ length: size }, () => (chance.whole(999) + 0.5) / 1000);
  }
}

/**
 * @param library `{trainingStep, startingState, shapeSize}` of a built lagraph
 * @returns where it failed, `capture` or `step`, and how; undefined if every phase could be trained
 */
export async function trainOneStep(
  program,
  engine,
  { trainingStep, startingState, shapeSize },
  seed,
  batchSize,
) {
  // Phases that solve take no steps.
  for (const phase of program.phases.filter(({ solve }) => !solve)) {
    const size = phase.classBatch ? phase.batchSize : batchSize;
    const { fields } = program.datasets.find(({ name }) => name === phase.data.dataset);
    let step;
    try {
      step = await trainingStep(program, phase, size);
    } catch (error) {
      return { where: 'capture', phase: phase.name, error: String(error?.message ?? error) };
    }
    const chance = chanceOf(seed, 1);
    const feeds = Object.fromEntries(
      step.inputs.flatMap(({ kind, name, value, draw }) => {
        const elements = shapeSize(step.values[value].shape);
        if (kind === 'field') return [[name, examplesOf(fields[name], elements, chance)]];
        if (kind === 'draw') return [[name, drawOf(draw.kind, elements, chance)]];
        return kind === 'scalar' ? [[name, 0.001]] : [];
      }),
    );
    let session;
    try {
      session = await engine.open({ threads: 1 });
      await session.write(startingState(program, phase));
      const prepared = await session.prepare(step);
      await prepared.run(feeds);
    } catch (error) {
      return { where: 'step', phase: phase.name, error: String(error?.message ?? error) };
    } finally {
      await session?.close();
    }
  }
  return undefined;
}
