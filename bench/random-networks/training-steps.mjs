/** Some training steps of a task on an engine. What of lagraph that needs is handed in: its sources or what is built. */
import { chanceOf } from './seeded-random.mjs';
import { drawOf, fieldOfStream, fieldsOf, graphText } from './task-to-graph.mjs';

export const STEPS = 3;

const sizeOf = (shape) => shape.reduce((product, side) => product * side, 1);

/**
 * The step of a task's phase and its model at rest, what they begin with and what they are fed.
 *
 * @param lagraph `{compile, trainingStep, evaluationStep, inferenceWires, startingState}`
 */
export function prepareTask(task, { compile, trainingStep, evaluationStep, inferenceWires, startingState }) {
  const program = compile(graphText(task), { file: `random-${task.seed}.yaml` });
  const [phase] = program.phases;
  const step = trainingStep(program, phase, phase.batchSize);
  const rate = phase.updates[0].optimizer.learningRate;
  const feeds = Array.from({ length: STEPS }, (_, at) => {
    const fields = fieldsOf(task, at);
    return Object.fromEntries(
      step.inputs.flatMap((input) => {
        const { shape } = step.values[input.value];
        const field = input.kind === 'draw' ? fieldOfStream(input.draw.stream) : undefined;
        if (field) return [[input.name, fields[field]]];
        if (input.kind === 'draw') return [[input.name, drawOf(task, input.draw, at, sizeOf(shape))]];
        return input.kind === 'scalar' ? [[input.name, rate]] : [];
      }),
    );
  });
  const { wires, outputs } = inferenceWires(program, 'whole');
  const whole = evaluationStep(program, wires, outputs, phase.batchSize, 'whole');
  const fields = fieldsOf(task, 0);
  const fed = Object.fromEntries(
    whole.inputs.flatMap(({ kind, name }) => (kind === 'field' ? [[name, fields[name]]] : [])),
  );
  return { task, program, phase, step, state: startingState(program, phase), feeds, whole, fed };
}

/** Each number moved by so many units in the last place, up or down by chance. */
function shaken(data, chance, units) {
  const moved = data.slice();
  const bits = new Int32Array(moved.buffer);
  for (let at = 0; at < bits.length; at++)
    if (moved[at] !== 0 && Number.isFinite(moved[at])) bits[at] += chance.whole(-units, units);
  return moved;
}

/** Weights and images moved by some units in the last place. No two ways to round can be expected to agree better. */
const UNITS = 4;

/** An engine in another thread takes what it is fed there. */
const copied = (data) => (typeof data === 'number' ? data : data.slice());

/** State and steps' numbers once through a session, each of them through `move` before. */
async function once({ session, prepared, rest }, { state, feeds, fed }, move) {
  await session.write(
    new Map([...state].map(([name, { shape, data }]) => [name, { shape, data: move(data) }])),
  );
  const given = Object.entries(fed).map(([name, data]) => [name, move(data)]);
  const outputs = Object.entries(await rest.run(Object.fromEntries(given))).map(([name, data]) => [
    `output ${name}`,
    data.slice(),
  ]);
  const losses = [];
  for (const feed of feeds) {
    const moved = Object.entries(feed).map(([name, data]) => [
      name,
      fieldOfStream(name)?.startsWith('x') ? move(data) : copied(data),
    ]);
    losses.push((await prepared.run(Object.fromEntries(moved))).loss[0]);
  }
  const after = [...(await session.read())].map(([name, { data }]) => [name, data]);
  return new Map([...outputs, ['losses', Float32Array.from(losses)], ...after]);
}

/**
 * Runs a task. Gives, by name, the outputs of its model at rest, the losses of the steps and the state that they leave;
 * and the same for beginnings that are moved by a few units in the last place, so many times.
 */
export async function takeSteps(engine, prepared, shakes = 0) {
  const notices = [];
  const session = await engine.open({ threads: 1, notice: (message) => notices.push(message) });
  try {
    const ready = {
      session,
      prepared: await session.prepare(prepared.step),
      rest: await session.prepare(prepared.whole),
    };
    const plain = await once(ready, prepared, copied);
    const moved = [];
    for (let turn = 0; turn < shakes; turn++) {
      const chance = chanceOf(prepared.task.seed * 31 + turn);
      moved.push(await once(ready, prepared, (data) => shaken(data, chance, UNITS)));
    }
    return { numbers: plain, moved, notices };
  } finally {
    await session.close();
  }
}

/** The largest number, without its sign. */
export const most = (numbers) => numbers.reduce((largest, one) => Math.max(largest, Math.abs(one)), 0);

/** The largest difference. Numbers that are not finite must be so on both sides. */
export const apart = (a, b) =>
  a.reduce((largest, one, at) => {
    const difference = Object.is(one, b[at]) ? 0 : Math.abs(one - b[at]);
    return Math.max(largest, Number.isNaN(difference) ? Infinity : difference);
  }, 0);

/**
 * How far apart two runs of a task are, name by name, as multiples of what rounding explains: of how far the numbers move
 * when what they begin with moves by a few units in the last place (of three tries the farthest), or of one such unit
 * of the largest number where that is more. Slots that are gradients, and what is made of them, may be sums of numbers of about 1
 * that cancel: what is below an absolute 1e-8 says nothing.
 *
 * @param moved runs with beginnings that were moved, all of one engine, and `still` the same engine's without
 */
export function multiples(is, should, { still, moved }) {
  return [...should].map(([name, numbers]) => {
    const distance = apart(is.get(name), numbers);
    const rounding = Math.max(
      ...moved.map((one) => apart(one.get(name), still.get(name))),
      2 ** -23 * most(numbers),
      1e-9,
    );
    // Where what was moved overflows, nothing is told.
    const multiple = distance === 0 || rounding === Infinity ? 0 : distance / rounding;
    return { name, distance, rounding, multiple };
  });
}
