import { printExpression, type Expression } from '../dsl/index.js';
import type { Schedule, ScheduleTerm } from './program.js';

const OPERATORS = { add: '+', subtract: '-', multiply: '*', divide: '/', pow: '**' } as const;
const NOWHERE = { file: '', start: 0, end: 0 } as unknown as Expression['range'];

const epochsText = (epochs: number): string => (epochs === 1 ? '1 epoch' : `${epochs} epochs`);

/** A schedule in words, for people: `0.001`, `0 to 1 over 5 epochs`, `0.1 * progress`. */
export function scheduleText(schedule: Schedule): string {
  if (typeof schedule === 'number') return String(schedule);
  switch (schedule.kind) {
    case 'formula':
      return printExpression(expressionOf(schedule.term));
    case 'steps':
      return schedule.steps
        .map(({ epoch, value }) => (epoch === 0 ? String(value) : `${value} from epoch ${epoch} on`))
        .join(', ');
    case 'ramp':
    case 'cosine':
    case 'exponential': {
      const { kind, from, to, epochs } = schedule;
      const way = { ramp: '', cosine: ' by a cosine', exponential: ' exponentially' }[kind];
      const warmup =
        kind === 'cosine' && schedule.warmup > 0 ? `, the first ${epochsText(schedule.warmup)} from 0` : '';
      return `${from} to ${to}${way} over ${epochsText(epochs)}${warmup}`;
    }
  }
}

/** A schedule as it would stand in an expression. */
export function scheduleExpression(schedule: Exclude<Schedule, number>): Expression {
  if (schedule.kind === 'formula') return expressionOf(schedule.term);
  return { kind: 'name', name: scheduleText(schedule), range: NOWHERE };
}

function expressionOf(term: ScheduleTerm): Expression {
  if (typeof term === 'number') return { kind: 'number', value: term, range: NOWHERE };
  if (typeof term === 'string') return { kind: 'name', name: term, range: NOWHERE };
  const args = term.operands.map(expressionOf);
  const [left, right] = args;
  if (term.function === 'negative') return { kind: 'negate', operand: left!, range: NOWHERE };
  if (Object.hasOwn(OPERATORS, term.function)) {
    const operator = OPERATORS[term.function as keyof typeof OPERATORS];
    return { kind: 'binary', operator, left: left!, right: right!, range: NOWHERE };
  }
  return { kind: 'call', callee: { name: term.function, range: NOWHERE }, args, options: [], range: NOWHERE };
}
