import {
  findWordDefinition,
  readWordArguments,
  type PhaseEntry,
  type RampEntry,
  type UpdateEntry,
} from '../../dsl/index.js';
import { inFloat32, optimizers } from '../../vocabulary/index.js';
import type { Update } from '../program.js';
import type { CompileContext } from '../compile-context.js';
import { rampSchedule } from './ramp-schedule.js';

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
  const definition = findWordDefinition(use, optimizers, 'optimizer', context.report);
  const args = definition && readWordArguments(use, definition, context.report);
  const hasRate = !phase.learningRate || checkLearningRateRamp(phase.learningRate, phase, context);
  if (!args || !hasRate) return undefined;
  const learningRate = phase.learningRate ? rampSchedule(phase.learningRate) : (args.learning_rate as number);
  return { name: definition.name, args, learningRate };
}

/** A learning rate of 0 trains nothing: throughout, it is an error; in the last epochs, most likely one. */
function checkLearningRateRamp(entry: RampEntry, phase: PhaseEntry, { report }: CompileContext): boolean {
  const [from, to] = entry.ramp.map(({ value }) => inFloat32(value));
  if (to !== 0) return true;
  const epochs = phase.epochs?.value ?? 1;
  const trained = entry.epochs.value;
  if (from !== 0 && trained >= epochs) return true;
  report({
    code: 'out-of-range',
    severity: from === 0 ? 'error' : 'warning',
    message:
      from === 0
        ? 'with a learning rate of 0 nothing is trained'
        : `after epoch ${trained} of ${epochs} the learning rate is 0, and nothing more is trained`,
    range: entry.ramp[1].range,
    help: from === 0 ? 'write a number above 0' : `let the ramp take ${epochs} epochs, or end above 0`,
  });
  return from !== 0;
}
