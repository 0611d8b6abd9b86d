import type { PhaseEntry, ScheduleEntry, UpdateEntry } from '../../dsl/index.js';
import { inFloat32, wordId } from '../../vocabulary/index.js';
import type { Schedule, Update } from '../program.js';
import type { CompileContext } from '../compile-context.js';
import { readWordUse } from '../read-word-use.js';
import { scheduleValueAt } from '../schedule.js';
import { compileSchedule } from '../schedules/index.js';

/** The optimizer of an update, with defaults filled in; the phase's learning rate overrides the optimizer's. */
export function compileOptimizer(
  update: UpdateEntry,
  phase: PhaseEntry,
  context: CompileContext,
): Update['optimizer'] | undefined {
  const use = update.optimizer;
  if (!use) {
    context.report({
      code: 'missing-optimizer',
      message: `\`${update.name.value}\` does not say by which optimizer it is trained`,
      range: update.name.range,
      help: 'write optimizer: {Adam: 0.001}',
    });
    return undefined;
  }
  const word = readWordUse(use, 'optimizer', context);
  if (!phase.learningRate || 'plateau' in phase.learningRate) {
    return word && { ...namedUse(word), learningRate: word.args.learning_rate as number };
  }
  const epochs = phase.epochs?.value ?? 1;
  const learningRate = compileSchedule(
    phase.learningRate,
    { what: 'the learning rate', epochs, hasSteps: true },
    context,
  );
  const isGood =
    learningRate !== undefined && checkLearningRate(phase.learningRate, learningRate, epochs, context);
  return word && isGood ? { ...namedUse(word), learningRate } : undefined;
}

const namedUse = ({ definition, args }: NonNullable<ReturnType<typeof readWordUse<'optimizer'>>>) => ({
  name: wordId(definition),
  args,
});

/** A learning rate of 0 trains nothing: throughout, it is an error; in the last epochs, most likely one. */
function checkLearningRate(
  entry: ScheduleEntry,
  schedule: Schedule,
  epochs: number,
  { report }: CompileContext,
): boolean {
  const isZeroFrom = (epoch: number): boolean => inFloat32(scheduleValueAt(schedule, epoch)) === 0;
  if (!isZeroFrom(epochs)) return true;
  const range =
    'ramp' in entry ? entry.ramp[1].range : 'formula' in entry ? entry.formula.range : entry.range;
  // In eighths of epochs: the first from which on it is 0.
  let trained = epochs;
  while (trained > 0 && isZeroFrom(trained - 1 / 8)) trained -= 1 / 8;
  if (trained === epochs) return true;
  const isNever = trained === 0;
  report({
    code: 'out-of-range',
    severity: isNever ? 'error' : 'warning',
    message: isNever
      ? 'with a learning rate of 0 nothing is trained'
      : `after epoch ${trained} of ${epochs} the learning rate is 0, and nothing more is trained`,
    range,
    help: isNever
      ? 'write a number above 0'
      : 'ramp' in entry
        ? `let the ramp take ${epochs} epochs, or end above 0`
        : 'let it end above 0, or train for fewer epochs',
  });
  return !isNever;
}
