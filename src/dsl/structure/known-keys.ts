/** Keys that an override may add, since the language knows them there. */
const GRAPH = ['name', 'description', 'seed'];
const PHASE = [
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
const ON = ['epochs', 'batch_size', 'steps_per_epoch'];

export function knownKeys(path: readonly string[]): readonly string[] {
  const [section, , third] = path;
  if (path.length === 0) return GRAPH;
  if (section === 'plan' && path.length === 2) return PHASE;
  if (section === 'plan' && path.length === 3 && third === 'on') return ON;
  if (section === 'evaluate' && path.length === 2) return ['expect'];
  if (section === 'data' && path.length === 2) return ['draw', 'otherwise'];
  return [];
}
