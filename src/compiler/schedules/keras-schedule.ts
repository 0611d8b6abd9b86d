/**
 * The learning rate schedules of Keras as formulas of `step`. Keras computes them in float32, this in float64.
 */
import type { ScheduleEntry } from '../../dsl/index.js';
import type { CompileContext } from '../compile-context.js';
import type { Schedule, ScheduleTerm } from '../program.js';
import type { ScheduleUse } from './formula-term.js';

type KerasEntry = Extract<ScheduleEntry, { keras: unknown }>;

const apply = (name: string, ...operands: ScheduleTerm[]): ScheduleTerm => ({ function: name, operands });
const add = (a: ScheduleTerm, b: ScheduleTerm) => apply('add', a, b);
const subtract = (a: ScheduleTerm, b: ScheduleTerm) => apply('subtract', a, b);
const multiply = (a: ScheduleTerm, b: ScheduleTerm) => apply('multiply', a, b);
const divide = (a: ScheduleTerm, b: ScheduleTerm) => apply('divide', a, b);
const pow = (a: ScheduleTerm, b: ScheduleTerm) => apply('pow', a, b);
const floor = (a: ScheduleTerm) => apply('floor', a);
/** From 1 to 0 while `share` goes from 0 to 1. */
const fall = (share: ScheduleTerm) => multiply(0.5, add(1, apply('cos', multiply(Math.PI, share))));

const STEP: ScheduleTerm = 'step';

/** Undefined if it is wrong, which is reported. */
export function kerasSchedule(
  entry: KerasEntry,
  use: ScheduleUse,
  context: CompileContext,
): Schedule | undefined {
  const { value: name, range } = entry.keras;
  if (!use.hasSteps) {
    context.report({
      code: 'bad-schedule',
      message: `${use.what} can't follow \`${name}\`, which counts steps: what it is at the end must be known before the data is read`,
      range,
      help: 'write it by `epoch` or `progress`, or with `cosine`, `exponential` or `steps`, which count epochs',
    });
    return undefined;
  }
  const term = termOf(entry, context);
  return term === undefined ? undefined : { kind: 'formula', term };
}

function termOf(entry: KerasEntry, context: CompileContext): ScheduleTerm | undefined {
  const number = (key: string) => entry.args[key] as number;
  const initial = number('initial_learning_rate');
  /** How many times `decay_steps` are over, with the part of the one that goes on unless it moves by stairs. */
  const times = () => {
    const share = divide(STEP, number('decay_steps'));
    return entry.args['staircase'] === true ? floor(share) : share;
  };
  switch (entry.keras.value) {
    case 'ExponentialDecay':
      return multiply(initial, pow(number('decay_rate'), times()));
    case 'InverseTimeDecay':
      return divide(initial, add(1, multiply(number('decay_rate'), times())));
    case 'PiecewiseConstantDecay':
      return pieces(entry, context);
    case 'PolynomialDecay':
      return polynomial(
        initial,
        number('end_learning_rate'),
        number('decay_steps'),
        number('power'),
        entry.args['cycle'] === true,
      );
    case 'CosineDecay':
      return cosine(initial, number('decay_steps'), number('alpha'), {
        target: entry.args['warmup_target'] as number | undefined,
        steps: number('warmup_steps'),
      });
    default:
      return restarts(
        initial,
        number('first_decay_steps'),
        number('t_mul'),
        number('m_mul'),
        number('alpha'),
      );
  }
}

function pieces({ args, places, range }: KerasEntry, { report }: CompileContext): ScheduleTerm | undefined {
  const [boundaries, values] = [args['boundaries'] as number[], args['values'] as number[]];
  if (values.length !== boundaries.length + 1) {
    report({
      code: 'bad-schedule',
      message: `${boundaries.length === 1 ? '1 boundary divides' : `${boundaries.length} boundaries divide`} the steps into ${boundaries.length + 1} pieces, but there ${values.length === 1 ? 'is 1 value' : `are ${values.length} values`}`,
      range: places['values'] ?? range,
      help: 'give one value more than boundaries',
    });
    return undefined;
  }
  if (boundaries.some((boundary, at) => at > 0 && boundary <= boundaries[at - 1]!)) {
    report({
      code: 'bad-schedule',
      message: 'boundaries ascend',
      range: places['boundaries'] ?? range,
      help: 'give them in the order of the steps, each once',
    });
    return undefined;
  }
  return boundaries.reduceRight<ScheduleTerm>(
    (rest, boundary, at) => apply('where', apply('less_equal', STEP, boundary), values[at]!, rest),
    values.at(-1)!,
  );
}

function polynomial(
  initial: number,
  end: number,
  steps: number,
  power: number,
  cycle: boolean,
): ScheduleTerm {
  const ceiling = apply('negative', floor(apply('negative', divide(STEP, steps))));
  const whole = cycle ? multiply(steps, apply('maximum', 1, ceiling)) : steps;
  const done = divide(cycle ? STEP : apply('minimum', STEP, steps), whole);
  return add(multiply(initial - end, pow(subtract(1, done), power)), end);
}

function cosine(
  initial: number,
  steps: number,
  alpha: number,
  warmup: { target: number | undefined; steps: number },
): ScheduleTerm {
  const after = warmup.target === undefined ? 0 : warmup.steps;
  const top = warmup.target ?? initial;
  const done = divide(apply('minimum', subtract(STEP, after), steps), steps);
  const fallen = multiply(top, add(multiply(1 - alpha, fall(done)), alpha));
  if (after === 0) return fallen;
  const risen = add(initial, multiply(top - initial, divide(STEP, after)));
  return apply('where', apply('less', STEP, after), risen, fallen);
}

function restarts(
  initial: number,
  first: number,
  longer: number,
  higher: number,
  alpha: number,
): ScheduleTerm {
  const all = divide(STEP, first);
  const falls =
    longer === 1
      ? floor(all)
      : floor(divide(apply('log', subtract(1, multiply(1 - longer, all))), Math.log(longer)));
  const before = longer === 1 ? falls : divide(subtract(1, pow(longer, falls)), 1 - longer);
  const done = divide(subtract(all, before), longer === 1 ? 1 : pow(longer, falls));
  const height = multiply(pow(higher, falls), fall(done));
  return multiply(initial, add(multiply(1 - alpha, height), alpha));
}
