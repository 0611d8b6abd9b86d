import { REPORT_KINDS, SCHEDULE_FORMS, TEMPLATE_FORMS } from '../dsl/index.js';

/**
 * The order of keys, by the places of a graph. Maps of names (networks, phases, wires, parameters) have the order that
 * their author gave them, which may have a meaning, and so have the arguments of words.
 */
export interface KeyOrder {
  /** The keys of a map in their order; `*` stands for all others. Without it the map is left as it is. */
  keys?: readonly string[];
  /** What stands below a key; `*`: below any other key. The items of a list have the order of the list. */
  below?: Readonly<Record<string, KeyOrder>>;
}

/** Arguments in Keras's order. */
const DECAY: KeyOrder = { keys: ['initial_learning_rate', 'decay_steps', 'decay_rate', 'staircase'] };

const SCHEDULE: KeyOrder = {
  keys: SCHEDULE_FORMS,
  below: {
    plateau: { keys: ['monitor', 'factor', 'patience', 'mode', 'min_delta', 'cooldown', 'min_lr'] },
    ExponentialDecay: DECAY,
    InverseTimeDecay: DECAY,
    PiecewiseConstantDecay: { keys: ['boundaries', 'values'] },
    PolynomialDecay: {
      keys: ['initial_learning_rate', 'decay_steps', 'end_learning_rate', 'power', 'cycle'],
    },
    CosineDecay: { keys: ['initial_learning_rate', 'decay_steps', 'alpha', 'warmup_target', 'warmup_steps'] },
    CosineDecayRestarts: { keys: ['initial_learning_rate', 'first_decay_steps', 't_mul', 'm_mul', 'alpha'] },
  },
};
const LOAD: KeyOrder = { keys: ['file', 'under', 'until', 'names'] };
const SELECTOR: KeyOrder = { keys: ['network', 'until', 'kind', 'mode'] };
const MONITOR: KeyOrder = { keys: ['monitor', 'patience', 'mode'] };
const LOSSES: KeyOrder = { below: { '*': { keys: ['value', 'weight'], below: { weight: SCHEDULE } } } };

const WEIGHTS: KeyOrder = { keys: ['weights', 'network', 'until', 'kind', 'min', 'max', 'axis'] };
const AFTER_UPDATE: KeyOrder = {
  keys: ['ema', 'clip', 'unit_norm', 'assign', 'every'],
  below: {
    ema: { keys: ['target', 'of', 'decay'], below: { target: SELECTOR, of: SELECTOR, decay: SCHEDULE } },
    clip: WEIGHTS,
    unit_norm: WEIGHTS,
  },
};

const layer: { keys: string[]; below: Record<string, KeyOrder> } = {
  keys: ['for', 'repeat', 'residual', '*', 'of', 'name', 'was', 'layers'],
  below: {},
};
layer.below['layers'] = layer;
layer.below['residual'] = layer;

/** A layer with what it is applied to, or a bare weight. */
const NODE: KeyOrder = { ...layer, keys: ['weights', 'initializer', ...layer.keys] };

const PARAMETER: KeyOrder = { keys: ['type', 'default', 'min', 'max', 'choices', 'help'] };

const DATA_SET: KeyOrder = {
  keys: [
    'was',
    'source',
    'from',
    'pair',
    'by',
    'repeat',
    'length',
    '*',
    'otherwise',
    'filter',
    'balance',
    'take',
    'augment',
    'add',
    'draw',
    'split',
    'group',
  ],
  below: {
    augment: {
      below: {
        '*': {
          keys: [
            'rotate',
            'shift',
            'shear',
            'zoom',
            'flip',
            'fill',
            'cval',
            'crop',
            'resized_crop',
            'colour',
            'grey',
            'blur',
            'erase',
            'cutout',
          ],
        },
      },
    },
  },
};

const NETWORK: KeyOrder = {
  keys: ['was', 'load', 'like', 'weights', 'initializer', 'input', 'inputs', 'layers', 'nodes', 'outputs'],
  below: { load: LOAD, layers: layer, nodes: { below: { '*': NODE } } },
};

const MODEL: KeyOrder = { keys: ['inputs', 'wires', 'outputs', 'times'] };

const ON: KeyOrder = {
  keys: ['data', 'epochs', 'steps_per_epoch', 'batch_size', 'batch'],
  below: { batch: { keys: ['classes', 'each', 'by'] } },
};

const GROUP_KEYS = ['rate', 'weight_decay', 'clip_gradients'];

const PHASE: KeyOrder = {
  keys: [
    'was',
    'extends',
    'train',
    'freeze',
    'start',
    'initial',
    'after',
    'untrained',
    'on',
    'wires',
    'loss',
    'losses',
    'updates',
    'solve',
    'optimizer',
    'learning_rate',
    'rates',
    'clip_gradients',
    'after_update',
    'precision',
    'metrics',
    'validate',
    'stop_early',
    'keep',
    'reference',
  ],
  below: {
    train: SELECTOR,
    freeze: SELECTOR,
    rates: { keys: ['network', 'until', 'kind', ...GROUP_KEYS], below: { '*': { keys: GROUP_KEYS } } },
    start: { below: { '*': LOAD } },
    initial: { below: { '*': { keys: ['solve', 'on'], below: { on: ON } } } },
    on: ON,
    losses: LOSSES,
    updates: {
      keys: ['name', 'train', 'loss', 'losses', 'optimizer', 'clip_gradients', 'times', 'after_update'],
      below: { train: SELECTOR, losses: LOSSES, after_update: AFTER_UPDATE },
    },
    learning_rate: SCHEDULE,
    after_update: AFTER_UPDATE,
    validate: { keys: ['data', 'every'] },
    stop_early: MONITOR,
    keep: { keys: ['best'], below: { best: MONITOR } },
  },
};

const REPORT_KEYS = [
  'on',
  'model',
  'rows',
  'images',
  'image',
  'of',
  'at',
  'true',
  'predicted',
  'colour',
  'label',
  'labels',
  'by',
  'from',
  'axes',
  'range',
  'bins',
  'steps',
  'examples',
  'count',
  'page',
  'thumbnails',
  'untrained',
];

const REPORT: KeyOrder = {
  keys: ['name', ...REPORT_KINDS, 'scale'],
  below: Object.fromEntries(REPORT_KINDS.map((kind) => [kind, { keys: REPORT_KEYS }])),
};

const EVALUATION: KeyOrder = { keys: ['on', 'measure', 'expect', 'reference', 'untrained'] };

const TEMPLATE: KeyOrder = {
  keys: ['help', 'params', ...TEMPLATE_FORMS, 'data', 'networks', 'models', 'plan'],
  below: {
    params: { below: { '*': PARAMETER } },
    layers: layer,
    network: NETWORK,
    model: MODEL,
    data_set: DATA_SET,
    phase: PHASE,
    evaluation: EVALUATION,
    data: { below: { '*': DATA_SET } },
    networks: { below: { '*': NETWORK } },
    models: { below: { '*': MODEL } },
    plan: { below: { '*': PHASE } },
  },
};

export const GRAPH_ORDER: KeyOrder = {
  keys: [
    'lagraph',
    'name',
    'description',
    'seed',
    'seeds',
    'imports',
    'words',
    'params',
    'profiles',
    'templates',
    'data',
    'networks',
    'models',
    'functions',
    'plan',
    'evaluate',
    'report',
  ],
  below: {
    imports: { below: { '*': { keys: ['from', 'use', 'with', 'was'] } } },
    params: { below: { '*': PARAMETER } },
    templates: { below: { '*': TEMPLATE } },
    data: { below: { '*': DATA_SET } },
    networks: { below: { '*': NETWORK } },
    models: { below: { '*': MODEL } },
    plan: { below: { '*': PHASE } },
    evaluate: { below: { '*': EVALUATION } },
    report: REPORT,
  },
};

/** What stands below a key of a map with this order. */
export const orderBelow = (order: KeyOrder | undefined, key: string): KeyOrder | undefined => {
  const below = order?.below;
  if (!below) return undefined;
  return Object.hasOwn(below, key) ? below[key] : below['*'];
};

const LOOP_OR_USE: readonly string[] = ['for', 'where', 'use', 'with'];

const isLoopKey = (key: string): boolean => LOOP_OR_USE.includes(key);

/**
 * The indices of a map's keys in their order; undefined if the map has no order, or a key that is not in it: it may be a
 * mistake, and what it belongs to is not known.
 */
export function orderedIndices(keys: readonly string[], order: KeyOrder | undefined): number[] | undefined {
  const ranks = order?.keys;
  if (!ranks) return undefined;
  const others = ranks.indexOf('*');
  const rankOf = (key: string): number => {
    // What is merged comes first: the keys of the map itself go before it.
    if (key === '<<') return -1;
    // What an entry stands for reads first, in every map.
    if (isLoopKey(key) && !ranks.includes(key)) return -1;
    const rank = ranks.indexOf(key);
    return rank < 0 || key === '*' ? others : rank;
  };
  const places = keys.map((key, index) => ({
    index,
    rank: rankOf(key),
    known: key === '<<' || isLoopKey(key) || ranks.includes(key),
  }));
  if (others < 0 && places.some(({ known }) => !known)) return undefined;
  return places.sort((a, b) => a.rank - b.rank || a.index - b.index).map(({ index }) => index);
}
