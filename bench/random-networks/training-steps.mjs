/** Training steps of a task on an engine. The functions of lagraph are passed in, from src/ or from dist/. */
import { chanceOf } from './seeded-random.mjs';
import { drawOf, fieldOfStream, fieldsOf, graphText } from './task-to-graph.mjs';

export const STEPS = 3;

const sizeOf = (shape) => shape.reduce((product, side) => product * side, 1);

/**
 * The step of a task's phase and its model in inference mode, with their initial state and their feeds.
 *
 * @param lagraph `{compile, trainingStep, evaluationStep, inferenceWires, startingState}`
 * @param text the graph, whose fields are drawn or read
 */
export function prepareTask(
  task,
  { compile, trainingStep, evaluationStep, inferenceWires, startingState },
  text = graphText(task),
) {
  const program = compile(text, { file: `random-${task.seed}.yaml` });
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
        if (input.kind === 'field') return [[input.name, fields[input.name]]];
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

/** Perturbs each number by `units` units in the last place, up or down at random. */
function shaken(data, chance, units) {
  const moved = data.slice();
  const bits = new Int32Array(moved.buffer);
  for (let at = 0; at < bits.length; at++)
    if (moved[at] !== 0 && Number.isFinite(moved[at])) bits[at] += chance.whole(-units, units);
  return moved;
}

/**
 * Perturbation of weights and images, in units in the last place. No two ways to round can be expected to agree
 * better.
 */
const UNITS = 4;

/** Copies a feed: an engine in another thread takes over its memory. */
const copied = (data) => (typeof data === 'number' ? data : data.slice());

/** Runs state and steps once through a session, after applying `move` to each array. */
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
      /^x\d+$/.test(fieldOfStream(name) ?? name) ? move(data) : copied(data),
    ]);
    losses.push((await prepared.run(Object.fromEntries(moved))).loss[0]);
  }
  const after = [...(await session.read())].map(([name, { data }]) => [name, data]);
  return new Map([...outputs, ['losses', Float32Array.from(losses)], ...after]);
}

/**
 * Runs a task. Returns, by name, the outputs of its model in inference mode, the losses of the steps and the final
 * state; and the same for `shakes` perturbed initial states.
 */
export async function takeSteps(engine, prepared, shakes = 0, threads = 1) {
  const notices = [];
  const session = await engine.open({ threads, notice: (message) => notices.push(message) });
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

/** Largest absolute value. */
export const most = (numbers) => numbers.reduce((largest, one) => Math.max(largest, Math.abs(one)), 0);

/** Largest difference. Values that are not finite must be so on both sides. */
export const apart = (a, b) =>
  a.reduce((largest, one, at) => {
    const difference = Object.is(one, b[at]) ? 0 : Math.abs(one - b[at]);
    return Math.max(largest, Number.isNaN(difference) ? Infinity : difference);
  }, 0);

/**
 * The distance of two runs of a task, by name, as a multiple of the rounding error: of how far the values move when
 * the initial state is perturbed by a few units in the last place (the largest of three tries), or of one such unit
 * of the largest value if that is more. Slots that are gradients, and values made of them, may be sums of terms of
 * about 1 that cancel: differences below an absolute 1e-8 are ignored.
 *
 * @param moved runs from perturbed initial states, all of one engine; `still` is the same engine's without
 */
export function multiples(is, should, { still, moved }) {
  return [...should].map(([name, numbers]) => {
    const distance = apart(is.get(name), numbers);
    const rounding = Math.max(
      ...moved.map((one) => apart(one.get(name), still.get(name))),
      2 ** -23 * most(numbers),
      1e-9,
    );
    // If the perturbed run overflows, there is nothing to compare with.
    const multiple = distance === 0 || rounding === Infinity ? 0 : distance / rounding;
    return { name, distance, rounding, multiple };
  });
}
