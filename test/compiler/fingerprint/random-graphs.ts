/**
 * Random graphs in two parts: what they mean, and how it is written. A meaning can be written in many ways; a change of
 * it is a graph that differs in one thing.
 */
import { stringify } from 'yaml';
import type { Random } from '../../support/seeded-random.js';

/** An expression: a name or number, or a function or network and its operands. */
type Expression = string | { call: string; operands: Expression[]; options?: string };

const call = (name: string, ...operands: Expression[]): Expression => ({ call: name, operands });

type Layer = { word: string; args?: Record<string, unknown>; residual?: Layer[]; name?: string };

interface Loss {
  value: Expression;
  weight: unknown;
}

interface PhaseMeaning {
  name: string;
  train: string[];
  freeze: { network: string; mode: string }[];
  data: string;
  batch: number;
  steps: number;
  optimizer: Record<string, unknown>;
  clip: number | null;
  start: Record<string, string>;
  updates: { train: string[]; losses: Loss[]; times: number }[];
}

export interface Meaning {
  seed: number;
  /** Names that seed draws. */
  names: Record<
    'encoder' | 'head' | 'decoder' | 'twin' | 'sampler' | 'scale' | 'moved' | 'noisy' | 'dotted',
    string
  >;
  rotate: number;
  noise: number;
  draw: string;
  share: number;
  by: string;
  /** The member that is repeated, or that gives the length. */
  repeat: string | null;
  encoder: Layer[];
  headActivation: string;
  initializer: string;
  phases: PhaseMeaning[];
}

const pick = <T>(random: Random, list: readonly T[]): T => list[random.whole(0, list.length)]!;
const chance = (random: Random, share: number) => random.next() < share;

const ACTIVATIONS = ['relu', 'tanh', 'elu', 'sigmoid', 'softplus', 'linear', 'relu6'];

function randomLayer(random: Random, inside = false): Layer {
  switch (random.whole(0, inside ? 6 : 8)) {
    case 0:
    case 1:
      return { word: 'Dense', args: { units: 4, activation: pick(random, ACTIVATIONS) } };
    case 2:
      return { word: 'Dropout', args: { rate: 0.25 } };
    case 3:
      return { word: 'BatchNormalization', args: {} };
    case 4:
      return { word: 'LayerNormalization', args: {} };
    case 5:
      return { word: 'PReLU', args: {} };
    case 6:
      return { word: 'GaussianNoise', args: { stddev: 0.1 } };
    default:
      return {
        word: 'residual',
        residual: Array.from({ length: random.whole(1, 3) }, () => randomLayer(random, true)),
      };
  }
}

export function randomMeaning(random: Random): Meaning {
  const names = Object.fromEntries(
    ['encoder', 'head', 'decoder', 'twin', 'sampler', 'scale', 'moved', 'noisy', 'dotted'].map((name) => [
      name,
      `n_${name}`,
    ]),
  ) as Meaning['names'];
  const kinds = ['read', 'play', 'copy', 'sample', 'twin'];
  const first = pick(random, kinds);
  const second = pick(
    random,
    kinds.filter((kind) => kind !== first),
  );
  const meaning: Meaning = {
    seed: random.whole(0, 5),
    names,
    rotate: 20,
    noise: 0.1,
    draw: pick(random, ['once', 'each_epoch']),
    share: pick(random, [0.5, 0.75]),
    by: pick(random, ['label', 'label', 'row', 'none']),
    repeat: pick(random, [null, 'a', 'b', 'shuffle']),
    encoder: Array.from({ length: random.whole(1, 4) }, () => randomLayer(random)),
    headActivation: pick(random, ['softmax', 'linear']),
    initializer: pick(random, ['glorot_uniform', 'zeros', 'ones']),
    phases: [],
  };
  // Those that train the encoder come before those that use it.
  meaning.phases = [first, second]
    .sort((a, b) => kinds.indexOf(a) - kinds.indexOf(b))
    .map((kind) => randomPhase(kind, meaning, random));
  return meaning;
}

/** Data sets by the picture that networks are given and the picture that they are compared with. */
const pictures = {
  whole: ['image', 'image'],
  part: ['image', 'image'],
  drawn: ['dotted', 'image'],
  paired: ['a.image', 'b.image'],
  // A field that was added before its image was moved, and one that is drawn for each pair.
  kept: ['dotted', 'image'],
  pairedDrawn: ['a.dotted', 'b.image'],
} as const;

function randomPhase(kind: string, { names }: Meaning, random: Random): PhaseMeaning {
  const data = pick(random, ['whole', 'part', 'drawn', 'paired', 'kept', 'pairedDrawn'] as const);
  const [given, wanted] = pictures[data];
  const label = data.startsWith('paired') ? 'a.label' : 'label';
  const code = call(names.encoder, given);
  const loss = (value: Expression): Loss => ({
    value,
    weight: pick(random, [
      1,
      1,
      0.5,
      { ramp: [1, 0.5], epochs: 2 },
      '1 - 0.5 * progress',
      { steps: { 0: 1, 1: 0.5 } },
    ]),
  });
  const terms: Expression[] = [
    call('mean', call('square', code)),
    call('mean', { call: 'multiply', operands: [call('multiply', code, code), code] }),
    call('mean', call('add', call('square', code), call('multiply', code, names.scale))),
    call('mean', call('abs', call('subtract', code, call(names.encoder, wanted)))),
    call(
      'mean_squared_error',
      call(names.encoder, call('subtract', '1', given)),
      call('stop_gradient', code),
    ),
  ];
  const more = () => Array.from({ length: random.whole(0, 3) }, () => loss(pick(random, terms)));
  const crossentropy = call('categorical_crossentropy', label, call('softmax', call(names.head, code)));
  const z = call(
    'add',
    `${names.sampler}(${given}).center`,
    call(
      'multiply',
      call('exp', `${names.sampler}(${given}).spread`),
      call('normal_like', `${names.sampler}(${given}).center`),
    ),
  );
  const phase: PhaseMeaning = {
    name: kind,
    train: [],
    freeze: [],
    data,
    batch: pick(random, [5, 6]),
    steps: 2,
    optimizer: pick(random, [
      { SGD: { learning_rate: 0.1, momentum: 0.5 } },
      { Adam: { learning_rate: 0.01 } },
    ]),
    clip: pick(random, [null, null, 0.5]),
    start: {},
    updates: [],
  };
  const isEncoderFrozen = chance(random, 0.5);
  const frozen = isEncoderFrozen ? [] : [names.encoder];
  if (isEncoderFrozen)
    phase.freeze = [{ network: names.encoder, mode: pick(random, ['weights', 'inference']) }];
  switch (kind) {
    case 'read':
      phase.freeze = [];
      phase.updates = [
        { train: [names.encoder, names.head], losses: [loss(crossentropy), ...more()], times: 1 },
      ];
      break;
    case 'copy':
      phase.updates = [
        {
          train: [names.decoder, ...frozen],
          losses: [
            loss(call('mean_squared_error', wanted, call(names.decoder, code))),
            ...(isEncoderFrozen ? [] : more()),
          ],
          times: 1,
        },
      ];
      break;
    case 'sample':
      phase.freeze = [];
      phase.updates = [
        {
          train: [names.sampler, names.decoder],
          losses: [
            loss(call('mean_squared_error', wanted, call(names.decoder, z))),
            loss(call('mean', call('square', `${names.sampler}(${given}).center`))),
            loss(call('mean', call('square', `${names.sampler}(${given}).spread`))),
          ],
          times: 1,
        },
      ];
      break;
    case 'play':
      phase.freeze = [];
      phase.updates = [
        {
          train: [names.encoder],
          losses: [loss(pick(random, terms)), loss(call('mean', call('square', call(names.head, code))))],
          times: pick(random, [1, 2]),
        },
        { train: [names.head], losses: [loss(crossentropy)], times: 1 },
      ];
      break;
    default:
      phase.freeze = [];
      phase.start = chance(random, 0.5) ? { [names.twin]: names.encoder } : {};
      phase.updates = [
        {
          train: [names.twin],
          losses: [loss(call('mean', call('square', call('subtract', call(names.twin, given), code))))],
          times: 1,
        },
      ];
  }
  return phase;
}

/** The same meaning but for one thing. */
export function changedMeaning(meaning: Meaning, random: Random): Meaning {
  const next = structuredClone(meaning);
  const phase = pick(random, next.phases);
  const update = pick(random, phase.updates);
  const changes: (() => void)[] = [
    () => (next.seed += 1),
    () => (next.rotate = 30),
    () => (next.noise = 0.2),
    () => (next.draw = next.draw === 'once' ? 'each_epoch' : 'once'),
    () => (next.share = 0.6),
    () => (next.by = next.by === 'label' ? 'row' : next.by === 'row' ? 'none' : 'label'),
    () => {
      // Pairs by row have neither.
      if (next.by !== 'row') next.repeat = next.repeat === 'a' ? null : 'a';
    },
    () => next.encoder.push(randomLayer(random)),
    () => next.encoder.shift(),
    () => (next.headActivation = next.headActivation === 'softmax' ? 'linear' : 'softmax'),
    () => (next.initializer = 'he_normal'),
    () => (phase.batch = 4),
    () => (phase.steps = 3),
    () => (phase.clip = phase.clip === null ? 0.5 : null),
    () => (update.times = update.times === 1 ? 2 : 1),
    () => (update.losses[0]!.weight = 0.25),
    () => update.losses.reverse(),
    () => update.train.reverse(),
    () =>
      (phase.freeze = phase.freeze.map((one) => ({
        ...one,
        mode: one.mode === 'weights' ? 'inference' : 'weights',
      }))),
    () => (phase.name = `${phase.name}_2`),
    () => {
      // Its streams have another name, and nothing else changes.
      const noise = next.encoder.find(({ word }) => word === 'Dropout' || word === 'GaussianNoise');
      if (noise) noise.name = 'rest';
    },
  ];
  // Some change nothing of this meaning.
  const before = JSON.stringify(meaning);
  for (const at of random.permutation(changes.length)) {
    changes[at]!();
    if (JSON.stringify(next) !== before) break;
  }
  return next;
}

/** Another name for something that seeds draws: the phases that draw by it change. */
export function renamedMeaning(meaning: Meaning, random: Random): Meaning {
  const name = pick(random, Object.keys(meaning.names) as (keyof Meaning['names'])[]);
  return JSON.parse(JSON.stringify(meaning).replaceAll(`n_${name}`, `m_${name}`)) as Meaning;
}

/** Writes a meaning down, each time in another way. */
export function written(meaning: Meaning, random: Random): string {
  const { names } = meaning;
  const suffix = () => pick(random, ['', '_x', '_y']);
  const digits = `digits${suffix()}`;
  const members = { a: pick(random, ['a', 'left']), b: pick(random, ['b', 'right']) };
  // Names of members seed draws where each member is shuffled by itself.
  const isShuffled = meaning.repeat === 'shuffle' || meaning.by === 'none';
  if (isShuffled) Object.assign(members, { a: 'a', b: 'b' });
  const pair = shuffled(random, [
    [members.a, names.moved],
    [members.b, digits],
  ] as [string, string][]);

  const joinText = (): Record<string, string> => {
    const { by, repeat } = meaning;
    if (by === 'row' || repeat === null) return { by };
    const key = by === 'none' ? 'length' : 'repeat';
    if (repeat === 'shuffle') return { by, [key]: by === 'none' ? 'shortest' : 'shuffle' };
    return { by, [key]: members[repeat as 'a' | 'b'] };
  };

  const layerText = (layer: Layer): unknown[] => {
    if (layer.residual) return [{ residual: layer.residual.flatMap(layerText) }];
    const { activation, ...args } = layer.args ?? {};
    const bare = Object.keys(args).length === 0 ? layer.word : { [layer.word]: args };
    const isApart = chance(random, 0.5);
    if (layer.name !== undefined) return [{ [layer.word]: args, name: layer.name }];
    if (activation === undefined) {
      const canHaveName = !['Dropout', 'GaussianNoise', 'PReLU'].includes(layer.word);
      return [
        canHaveName && chance(random, 0.3)
          ? { [layer.word]: args, name: `named_${random.whole(0, 1e9)}` }
          : bare,
      ];
    }
    if (!isApart) return [{ [layer.word]: layer.args }];
    const after =
      activation === 'relu'
        ? pick<unknown>(random, ['ReLU', { Activation: 'relu' }])
        : { Activation: activation };
    return [bare, after];
  };
  const encoder = {
    input: [4, 4, 1],
    layers: [
      'Flatten',
      { Dense: 4 },
      ...meaning.encoder.flatMap(layerText),
      { Dense: { units: 4, kernel_initializer: meaning.initializer } },
    ],
  };
  const codeName = pick(random, ['code', 'c']);
  const networks: Record<string, unknown> = {
    [names.encoder]: encoder,
    [names.head]: {
      input: names.encoder,
      layers: [...layerText({ word: 'Dense', args: { units: 3, activation: meaning.headActivation } })],
    },
    [names.decoder]: chance(random, 0.5)
      ? { input: names.encoder, layers: [{ Dense: 16 }, { Reshape: [4, 4, 1] }] }
      : {
          inputs: { [codeName]: names.encoder },
          nodes: { dense: { Dense: 16, of: codeName }, picture: { Reshape: [4, 4, 1], of: 'dense' } },
          outputs: 'picture',
        },
    [names.twin]: chance(random, 0.5) ? { like: names.encoder } : encoder,
    [names.sampler]: {
      inputs: { [codeName]: [4, 4, 1] },
      nodes: {
        flat: { Flatten: {}, of: codeName },
        center: { Dense: 4, of: 'flat' },
        spread: { Dense: 4, of: 'flat' },
      },
      outputs: ['center', 'spread'],
    },
    [names.scale]: { weights: [4], initializer: { constant: { value: 0.5 } } },
  };
  const source = { source: 'idx', images: 'images.idx', labels: 'labels.idx', size: [4, 4], classes: 3 };
  const unused = chance(random, 0.3) ? { unused: 'image + uniform(0, 1)' } : {};
  const graph = {
    lagraph: 1,
    name: 'random',
    seed: meaning.seed,
    data: inAnyOrder(random, {
      [digits]: source,
      halves: {
        from: digits,
        ...(Object.keys(unused).length > 0 ? { add: unused } : {}),
        split: inAnyOrder(random, { train: meaning.share, ...(chance(random, 0.5) ? { test: 0.2 } : {}) }),
      },
      [names.noisy]: {
        ...(chance(random, 0.5) ? { from: digits } : source),
        add: { ...unused, [names.dotted]: `image + normal(0, ${meaning.noise})` },
        draw: meaning.draw,
      },
      [names.moved]: {
        from: digits,
        augment: { image: { rotate: meaning.rotate } },
        draw: meaning.draw,
      },
      moved_later: {
        from: names.noisy,
        augment: { image: { rotate: meaning.rotate } },
        draw: meaning.draw,
      },
      drawn_pairs: {
        pair: inAnyOrder(random, { [members.a]: names.noisy, [members.b]: digits }),
        ...joinText(),
        draw: meaning.draw,
      },
      pairs: {
        pair: Object.fromEntries(pair),
        ...joinText(),
        draw: meaning.draw,
      },
    }),
    networks: inAnyOrder(random, networks),
    plan: Object.fromEntries(
      meaning.phases.map((phase, at) => [
        phase.name,
        { ...phaseText(phase), ...(at > 0 ? { after: [meaning.phases[0]!.name] } : {}) },
      ]),
    ),
  };
  return stringify(graph, { aliasDuplicateObjects: false });

  function phaseText(phase: PhaseMeaning) {
    const wires: Record<string, string> = {};
    const text = (expression: Expression): string => {
      if (typeof expression === 'string') {
        return expression
          .replace(/\ba\.(?=image|label|dotted)/, `${members.a}.`)
          .replace(/\bb\.(?=image|label|dotted)/, `${members.b}.`)
          .replace(/\bdotted\b/, names.dotted);
      }
      const operands = expression.operands.map(text);
      const operators: Record<string, string> = { add: '+', subtract: '-', multiply: '*' };
      const operator = operators[expression.call];
      const whole =
        operator === undefined
          ? `${expression.call}(${operands.join(', ')})`
          : `(${operands.join(` ${operator} `)})`;
      // A wire that draws names its draw.
      if (whole.includes('normal') || !chance(random, 0.15)) return whole;
      const name = `w${Object.keys(wires).length}`;
      wires[name] = whole;
      return name;
    };
    const lossText = ({ value, weight }: Loss, isFirst: boolean) => {
      const written = text(value);
      const neutral =
        isFirst && !written.includes('normal') && chance(random, 0.2) ? `1 * ${written}` : written;
      return weight === 1 && chance(random, 0.5) ? neutral : { value: neutral, weight };
    };
    // Draws in a loss are named after it.
    const lossName = (value: Expression, at: number) =>
      JSON.stringify(value).includes('normal') ? `loss_${at}` : `${pick(random, ['l', 'term'])}_${at}`;
    const updates = phase.updates.map(({ train, losses, times }) => ({
      train,
      losses: Object.fromEntries(
        losses.map((loss, at) => [lossName(loss.value, at), lossText(loss, at === 0)]),
      ),
      ...(times === 1 ? {} : { times }),
    }));
    const [given] = pictures[phase.data as keyof typeof pictures];
    // Of other values, where averages move with it.
    const measured = chance(random, 0.7) ? given : call('subtract', '1', given);
    const metric = text(call('mean', call('square', call(names.encoder, measured))));
    const sets = {
      whole: digits,
      part: 'halves',
      drawn: names.noisy,
      paired: 'pairs',
      kept: 'moved_later',
      pairedDrawn: 'drawn_pairs',
    };
    const data = sets[phase.data as keyof typeof sets];
    const sole = updates.length === 1 && updates[0]!.times === undefined ? updates[0] : undefined;
    return {
      ...(sole ?? { updates }),
      ...(phase.freeze.length > 0 ? { freeze: phase.freeze } : {}),
      untrained: true,
      on: { data, epochs: 1, steps_per_epoch: phase.steps, batch_size: phase.batch },
      ...(Object.keys(wires).length > 0 ? { wires } : {}),
      optimizer: phase.optimizer,
      ...(phase.clip === null ? {} : { clip_gradients: phase.clip }),
      ...(Object.keys(phase.start).length > 0 ? { start: phase.start } : {}),
      ...(chance(random, 0.4) ? { metrics: { [pick(random, ['size', 'far'])]: metric } } : {}),
      ...(chance(random, 0.3) ? { validate: { data } } : {}),
    };
  }
}

function shuffled<T>(random: Random, list: readonly T[]): T[] {
  return [...random.permutation(list.length)].map((at) => list[at]!);
}

const inAnyOrder = (random: Random, map: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(shuffled(random, Object.entries(map)));
