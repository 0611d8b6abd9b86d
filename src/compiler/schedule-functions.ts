/** Functions of numbers that schedules have, in float64; they mean what the functions of these names mean in expressions. */
interface ScheduleFunction {
  operands: number;
  value(...operands: number[]): number;
}

const one = (value: (x: number) => number): ScheduleFunction => ({ operands: 1, value });
const two = (value: (a: number, b: number) => number): ScheduleFunction => ({ operands: 2, value });
const test = (holds: (a: number, b: number) => boolean): ScheduleFunction =>
  two((a, b) => (holds(a, b) ? 1 : 0));

/** Halves go to the even number. */
const round = (x: number): number => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x));

export const scheduleFunctions: ReadonlyMap<string, ScheduleFunction> = new Map([
  ['abs', one(Math.abs)],
  ['add', two((a, b) => a + b)],
  ['clip', { operands: 3, value: (x, least, most) => Math.min(Math.max(x, least), most) }],
  ['cos', one(Math.cos)],
  ['divide', two((a, b) => a / b)],
  ['equal', test((a, b) => a === b)],
  ['exp', one(Math.exp)],
  ['floor', one(Math.floor)],
  ['greater', test((a, b) => a > b)],
  ['greater_equal', test((a, b) => a >= b)],
  ['less', test((a, b) => a < b)],
  ['less_equal', test((a, b) => a <= b)],
  ['log', one(Math.log)],
  ['maximum', two(Math.max)],
  ['minimum', two(Math.min)],
  ['multiply', two((a, b) => a * b)],
  ['negative', one((x) => -x)],
  ['not_equal', test((a, b) => a !== b)],
  ['pow', two((a, b) => a ** b)],
  ['relu', one((x) => Math.max(x, 0))],
  ['round', one(round)],
  ['sigmoid', one((x) => 1 / (1 + Math.exp(-x)))],
  ['sign', one(Math.sign)],
  ['sin', one(Math.sin)],
  ['sqrt', one(Math.sqrt)],
  ['square', one((x) => x * x)],
  ['subtract', two((a, b) => a - b)],
  ['tanh', one(Math.tanh)],
  ['where', { operands: 3, value: (condition, yes, no) => (condition === 0 ? no : yes) }],
]);
