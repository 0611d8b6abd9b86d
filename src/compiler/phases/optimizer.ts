import { findWord, readArguments, type PhaseEntry, type UpdateEntry } from '../../dsl/index.js';
import { optimizers } from '../../vocabulary/index.js';
import type { Update } from '../program.js';
import type { World } from '../world.js';
import { rampOf } from './ramp.js';

/** The optimizer of an update, with all of its arguments; a phase's own learning rate goes before the optimizer's. */
export function optimizerOf(
  update: UpdateEntry,
  phase: PhaseEntry,
  world: World,
): Update['optimizer'] | undefined {
  const use = update.optimizer;
  if (!use) {
    world.report({
      code: 'missing-optimizer',
      message: `\`${update.name.value}\` does not say by which optimizer it is trained`,
      range: update.name.range,
      help: 'write optimizer: {Adam: 0.001}',
    });
    return undefined;
  }
  const definition = findWord(use, optimizers, 'optimizer', world.report);
  const args = definition && readArguments(use, definition, world.report);
  if (!args) return undefined;
  const learningRate = phase.learningRate ? rampOf(phase.learningRate) : (args.learning_rate as number);
  return { name: definition.name, args, learningRate };
}
