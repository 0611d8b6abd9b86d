import { TOP_LEVEL_SCALARS } from './sections.js';

/** Keys that an override may add because the language defines them there. */
const PHASE_KEYS = [
  'on',
  'validate',
  'untrained',
  'clip_gradients',
  'keep',
  'precision',
  'optimizer',
  'stop_early',
  'learning_rate',
];
const ON_KEYS = ['epochs', 'batch_size', 'steps_per_epoch'];

export function overridableKeysAt(path: readonly string[]): readonly string[] {
  const [section, , third] = path;
  if (path.length === 0) return TOP_LEVEL_SCALARS;
  if (section === 'plan' && path.length === 2) return PHASE_KEYS;
  if (section === 'plan' && path.length === 3 && third === 'on') return ON_KEYS;
  if (section === 'evaluate' && path.length === 2) return ['expect', 'reference'];
  if (section === 'data' && path.length === 2)
    return ['augment', 'balance', 'draw', 'filter', 'group', 'otherwise', 'split', 'take'];
  return [];
}
