/** The examples of `lagraph explain` are true: each bad example has its code and no other, each good one has none. */
import { beforeAll, describe, expect, it } from 'vitest';
import { diagnosticCatalog, renderText, type CatalogEntry } from '../../src/diagnostics/index.js';
import { check, loadWords, type CheckOptions, type Diagnostic, type WeightSource } from '../../src/index.js';

interface Example {
  text: string;
  options?: CheckOptions;
}

/** Wraps an example, as the entry shows it without `bad:` and `good:`, in a graph. */
type Frame = (example: string) => Example;

const indented = (text: string, by: number) => text.replace(/^(?=.)/gm, ' '.repeat(by));

/** Entries of a map by their keys: the lines of an entry are indented. */
const keysOf = (text: string): string[] =>
  text.split('\n').flatMap((line) => /^(\w+):/.exec(line)?.[1] ?? []);

const SECTIONS = {
  params: 'filters: 8\nwidth: 16\nepochs: {default: 3, min: 1}',
  data: 'mnist: {source: mnist}',
  networks: `encoder: {input: [28, 28, 1], layers: [Flatten, {Dense: 8, name: latent}]}
decoder: {input: encoder, layers: [{Dense: {units: "\${width * 49}", activation: sigmoid}}, {Reshape: [28, 28, 1]}]}
head: {input: encoder, layers: [{Dense: {units: 10, activation: softmax}}]}`,
  models: 'autoencoder: encoder -> decoder\nclassifier: encoder -> head\ndenoiser: encoder -> decoder',
  plan: '',
};

type Sections = Partial<Record<keyof typeof SECTIONS | 'profiles' | 'evaluate' | 'report', string>>;

/** A graph that uses everything it declares, so that an example causes no warning of unused names. */
const graph = (sections: Sections): string => {
  const all = { ...SECTIONS, ...sections };
  const parts = Object.entries(all).flatMap(([name, body]) =>
    body ? [`${name}:\n${indented(body, 2)}`] : [],
  );
  return `lagraph: 1\n${parts.join('\n')}\n`;
};

const PHASE = {
  train: 'train: encoder',
  on: 'on: {data: mnist, epochs: "${epochs}"}',
  wires: 'wires: {z: encoder(image), copy: decoder(encoder(image)), noise: "image + normal(0, ${filters})"}',
  loss: 'loss: "mean_squared_error(image, copy) + categorical_crossentropy(label, head(z)) + mean(copy - noise)"',
  optimizer: 'optimizer: {Adam: 0.001}',
  untrained: 'untrained: true',
};

/** A phase with the example's keys in place of its own. */
const phase = (example: string, name = 'p'): string => {
  const written = new Set(keysOf(example));
  if (written.has('losses')) written.add('loss');
  const rest = Object.entries(PHASE).flatMap(([key, line]) => (written.has(key) ? [] : [line]));
  return `${name}:\n${indented([...rest, example].join('\n'), 2)}`;
};

/** A phase without the keys of gradients. */
const solvePhase = (example: string): string => `p:\n${indented(`on: mnist\n${example}`, 2)}`;

const inPhase: Frame = (example) => ({ text: graph({ plan: phase(example) }) });
const under =
  (frame: Frame, key: string): Frame =>
  (example) =>
    frame(`${key}:\n${indented(example, 2)}`);
const network: Frame = (example) => ({
  text: graph({
    networks: `${SECTIONS.networks}\nn:\n${indented(example, 2)}`,
    plan: phase('metrics: {n: mean(n(image))}'),
  }),
});
const layers: Frame = (example) => network(`input: [28, 28, 1]\n${example}`);
const layer: Frame = (example) =>
  layers(`layers:\n${indented(example.startsWith('- ') ? example : `- ${indented(example, 2).trim()}`, 2)}`);
const dense: Frame = (example) => layer(`Dense:\n${indented(example, 4)}`);
const networks: Frame = (example) => ({
  text: graph({
    networks: `${SECTIONS.networks.replace('encoder:', 'teacher:').replace(/input: encoder/g, 'input: teacher')}\n${example}`,
    models: '',
    plan: phase(
      'train: [teacher, decoder, head]\nwires: {z: teacher(image), copy: decoder(teacher(image)), noise: "image + normal(0, ${filters})"}',
    ),
  }),
});
const section =
  (name: keyof Sections): Frame =>
  (example) => {
    const body = example.replace(/^\w+: */, '');
    const own = name in SECTIONS ? `${SECTIONS[name as 'data']}\n` : '';
    const entries = example.startsWith(`${name}: {`) ? body.slice(1, -1) : example;
    const trained = phase('train: [encoder, decoder, head]');
    return { text: graph({ plan: trained, [name]: `${own}${entries}` }) };
  };
const data = (entries: string, image = 'image'): Example => ({
  text: graph({
    data: `${SECTIONS.data}\n${entries}`,
    plan: `${phase('')}\n${phase(`on: d\nafter: [p]\nwires: {}\nloss: mean(square(encoder(${image})))`, 'q')}`,
  }),
});
const dataset =
  (base: string): Frame =>
  (example) =>
    data(`d:\n${indented(`${base}\n${example}`, 2)}`);
const command: Frame = (example) => ({
  text: graph({ plan: phase('on: {data: mnist, epochs: "${epochs}", batch_size: 32}', 'link') }),
  options: { overrides: example.replace(/^lagraph run graph\.yaml */, '').split(' ') },
});

/** As an additional loss, so that a loss reaches everything that is trained. */
const asExtraLoss: Frame = (example) =>
  inPhase(`losses:\n  whole: ${PHASE.loss.slice('loss: '.length)}\n  more: "${example}"`);
const withWire: Frame = (example) =>
  inPhase(
    `wires:\n  z: encoder(image)\n  copy: decoder(z)\n  noise: "image + normal(0, \${filters})"\n  ${example.replace(/^wires: *\{(.*)\}.*$/, '$1')}`,
  );
const asReaderLoss: Frame = (example) => inPhase(`wires: {}\n${example}`);
const asReader: Frame = (example) =>
  inPhase(`loss: categorical_crossentropy(label, head(encoder(image)))\n${example}`);

/** A whole graph but for its data and its plan. */
const withPlan: Frame = (example) => ({
  text: `lagraph: 1\ndata: {mnist: {source: mnist}}\n${example}\nplan:\n  p: {train: encoder, on: mnist, loss: mean(encoder(image)), optimizer: Adam}\n`,
});

/** With networks that follow one another, and a bare weight. */
const withAssignments: Frame = (example) => ({
  text: graph({
    networks: `${SECTIONS.networks}\nstudent: {like: encoder}\nteacher: {like: encoder}\nscale: {weights: []}`,
    plan: `${phase(`wires: {}\nloss: "mean(square(scale * encoder(image) + student(image) + teacher(image)))"\n${example}`)}
${phase('train: [decoder, head]\nwires: {}\nloss: "mean_squared_error(image, decoder(encoder(image))) + mean(head(encoder(image)))"\nafter: p', 'q')}`,
  }),
});

/** `my-words.mjs` is trusted, no other module is. */
const readModule = (file: string) => ({
  text: `// ${file}\nimport { defineLoss } from 'lagraph/words';
export const own = defineLoss({ name: 'own', summary: 'A loss.', perElement: (tf, a, b) => tf.sub(a, b) });\n`,
});
const withModules: Frame = (example) => ({
  text: `${graph({ plan: phase('') })}${example}\n`,
  options: { readPart: readModule },
});
beforeAll(async () => {
  for (const example of ['words: [my-words.mjs]', 'words: [untrusted.mjs]'])
    await loadWords(withModules(example).text, {
      readPart: readModule,
      trust: ({ file }) => file === 'my-words.mjs',
    });
});

/** A file with the weights of one layer. */
const tensors = (layer: string, kernel: string, shape: number[]) => ({
  sha256: '0'.repeat(64),
  tensors: [
    { name: `${layer}.${kernel}`, layer, weight: kernel, shape },
    { name: `${layer}.bias`, layer, weight: 'bias', shape: [8] },
  ],
});

/** An encoder that loads one of these files. */
const loading =
  (files: Readonly<Record<string, WeightSource>>): Frame =>
  (example) => ({
    text: graph({
      networks: SECTIONS.networks.replace('{input: [28, 28, 1]', `{${example}, input: [28, 28, 1]`),
      plan: phase('untrained: true'),
    }),
    options: {
      readWeights: (file) => files[file] ?? { problem: "can't be read: no such file", isMissing: true },
    },
  });

const frames: Readonly<Record<string, Frame>> = {
  'unknown-template': withPlan,
  'bad-template': withPlan,
  'missing-weights': loading({ 'encoder.keras': tensors('latent', 'kernel', [784, 8]) }),
  'unreadable-weights': loading({
    'encoder.pt': { problem: 'encoder.pt is a pickled file' },
    'encoder.safetensors': tensors('latent', 'kernel', [784, 8]),
  }),
  'weights-misfit': loading({ 'torch.safetensors': tensors('fc2', 'weight', [8, 784]) }),
  'bad-import': (example) => ({
    text: `lagraph: 1\nparams: {which: digits}\ndata: {mnist: {source: mnist}}\n${example}\n`,
    options: { readPart: () => ({ text: 'lagraph: 1\n' }) },
  }),
  'bad-words': withModules,
  'untrusted-words': withModules,
  'yaml-syntax': inPhase,
  'bad-indentation': inPhase,
  'unclosed-bracket': (example) => network(`${example}\nlayers: [Flatten]`),
  'unquoted-reference': layer,
  'unquoted-comma': under(inPhase, 'losses'),
  'duplicate-key': (example) => layer(`Dense: ${example}`),
  'bad-alias': (example) => ({
    text: graph({ params: `${SECTIONS.params}\nunits: 4`, profiles: example, plan: phase('') }),
  }),
  'yaml-feature': dense,
  'language-version': (example) => ({ text: graph({ plan: phase('') }).replace('lagraph: 1', example) }),
  'unknown-key': inPhase,
  'missing-key': section('evaluate'),
  'conflicting-keys': networks,
  'wrong-type': (example) => inPhase(`on:\n  data: mnist\n${indented(example, 2)}`),
  'out-of-range': layer,
  'unknown-choice': layer,
  'bad-name': section('networks'),
  'duplicate-name': (example) => layers(example),
  'unknown-parameter': (example) => inPhase(`on:\n  data: mnist\n${indented(example, 2)}`),
  'bad-parameter': (example) => ({
    text: graph({ params: `filters: 8\nwidth: 16\n${example}`, plan: phase('on: mnist') }),
  }),
  'bad-parameter-value': command,
  'bad-reference': dense,
  'bad-override': command,
  'unknown-override': command,
  'uneven-loop': (example) =>
    layers(
      `layers:\n  - ${example}\n    layers: [{Conv2D: {filters: "\${filters}", kernel_size: 3}}, {Dropout: "\${rate}"}]`,
    ),
  'bad-extends': (example) => ({ text: graph({ plan: `${phase('', 'train')}\n${example}` }) }),
  'expression-syntax': inPhase,
  'unclosed-parenthesis': inPhase,
  'missing-operand': (example) =>
    inPhase(`wires:\n  z: encoder(image)\n  ${example}\nloss: mean(square(copy))`),
  'missing-operator': (example) => inPhase(`wires:\n  ${example}\nloss: mean(square(z))`),
  'unknown-word': layer,
  'unknown-argument': layer,
  'missing-argument': layer,

  'unknown-name': (example) => inPhase(example),
  'unknown-network': networks,
  'unknown-layer': (example) => inPhase(`train: [decoder, head]\n${example}`),
  'unknown-data': inPhase,
  'unknown-split': inPhase,
  'unknown-phase': (example) => ({
    text: graph({ plan: `${phase('', 'classify')}\n${phase(example, 'q')}` }),
  }),
  'unknown-output': (example) => ({
    text: graph({
      networks: `${SECTIONS.networks}\nvae: {input: encoder, nodes: {z_mean: {Dense: 2}, z_log_var: {Dense: 2}}, outputs: [z_mean, z_log_var]}`,
      plan: phase(
        `metrics: {kl: "${example}"}\n${PHASE.wires.replace('{z:', '{head_: vae(encoder(image)), z:')}`,
      ),
    }).replace(/head\./g, 'head_.'),
  }),
  'unknown-figure': (example) => inPhase(`validate: {data: mnist.test}\n${example}`),
  'unknown-direction': (example) =>
    inPhase(`validate: {data: mnist.test}\nmetrics: {spread: mean(square(image))}\n${example}`),
  'resting-noise': (example) => ({
    text: graph({
      networks: `${SECTIONS.networks}
teacher: {input: [28, 28, 1], layers: [Flatten, {Dense: 8}]}
teacher_noise: {input: teacher, layers: [{Dropout: 0.5}]}
student: {like: teacher}`,
      plan: `${phase('')}\n${phase(`loss: mean_squared_error(teacher_noise(teacher(image)), student(image))\n${example}`, 'q')}`,
    }),
  }),
  'bad-was': (example) => ({
    text: graph({
      networks: `${SECTIONS.networks}\n${example.slice('networks: {'.length, -1)}`,
      plan: phase('train: reader\nloss: mean(square(reader(image)))'),
    }),
  }),
  'name-taken': (example) => ({
    text: graph({
      plan: phase(`${example}\nloss: mean_squared_error(image, autoencoder(image))`),
    }),
  }),
  'circular-reference': section('data'),
  'layer-shape': layers,
  'too-large': layers,
  'layer-inputs': (example) =>
    network(
      `input: [28, 28, 1]\nnodes:\n  left: Flatten\n  right: Flatten\n${indented(example, 2)}\noutputs: both`.replace(
        /: Flatten$/gm,
        ': {Flatten: {}}',
      ),
    ),
  'wrong-shape': asExtraLoss,
  'wrong-arguments': asExtraLoss,
  'not-probabilities': (example) => ({
    text: graph({
      networks: SECTIONS.networks.replace(/^head: .*$/m, example),
      plan: phase(''),
    }),
  }),
  'swapped-arguments': asReaderLoss,
  'not-callable': inPhase,
  'not-called': inPhase,
  'not-constant': (example) => inPhase(`metrics: {kept: "mean(${example})"}`),
  'no-networks-here': (example) =>
    example.startsWith('add') ? dataset('from: mnist')(example) : withWire(example),
  'draw-without-shape': dataset('from: mnist'),
  'figure-of-all-examples': inPhase,
  'not-a-figure': inPhase,
  'not-an-image': (example) => ({
    text: graph({
      plan: phase('train: [encoder, decoder, head]'),
      report: `- translations:\n    on: mnist.test\n    ${example}`,
    }),
  }),
  'not-classes': (example) => ({
    text: graph({
      plan: phase('train: [encoder, decoder, head]'),
      report: `- bars:\n    on: mnist.test\n    true: label\n    ${example}`,
    }),
  }),
  'not-a-decoder': (example) => ({
    text: graph({ plan: phase('train: [encoder, decoder, head]'), report: `- ${example}` }),
  }),
  'bad-fallback': section('data'),
  'bad-field': dataset('from: mnist'),
  'bad-augmentation': dataset('from: mnist'),
  'bad-pair': (example) => data(`signs: {source: signs}\nd:\n${indented(example, 2)}`, 'digit.image'),
  'class-mismatch': (example) =>
    data(example.replace(/labels:/g, 'size: [28, 28], channels: 1, labels:'), 'one.image'),
  'bad-schedule': inPhase,
  'bad-selection': dataset('from: mnist'),
  'bad-split': dataset('from: mnist'),
  'missing-optimizer': inPhase,
  'nothing-to-train': asReader,
  'not-solvable': (example) => ({
    text: graph({
      networks: `${SECTIONS.networks.replace('encoder: {input: [28, 28, 1], layers: [Flatten, {Dense: 8, name: latent}]}', 'encoder: {input: [28, 28, 1], layers: [Flatten, {Dense: 784}, {Dense: 8, name: latent}]}')}`,
      plan: `${solvePhase(example)}\n${phase('after: p\ntrain: [encoder, decoder, head]', 'q')}`,
    }),
  }),
  'solved-before-activation': (example) => ({
    text: graph({
      networks: `${SECTIONS.networks}\n${example}`,
      plan: `${phase('train: [encoder, decoder, head]')}\n${solvePhase('train: linker\nsolve: {ridge: {inputs: encoder(image), targets: "flatten(image)[:, 0:32]"}}').replace('p:', 'q:')}`,
    }),
  }),
  'few-examples': (example) => ({
    text: graph({
      data: `${SECTIONS.data}\nhandful: {from: mnist, take: 100}`,
      networks: `${SECTIONS.networks}\nlinker: {input: [784], layers: [{Dense: 10}]}`,
      plan: `${phase('train: [encoder, decoder, head]')}\n${solvePhase(`train: linker\n${example}`).replace('p:', 'q:').replace('on: mnist', 'on: handful')}`,
    }),
  }),
  'lost-assignment': withAssignments,
  'not-a-weight': (example) => withAssignments(`train: student\n${example}`),
  'nothing-to-assign': withAssignments,
  'loss-moves-nothing': inPhase,
  'weights-not-reached': inPhase,
  'no-order': (example) => ({
    text: graph({
      plan: `${phase('', 'pretrain')}\n${example}\n${indented(Object.values(PHASE).join('\n'), 2)}`,
    }),
  }),
  unused: (example) => ({
    text: graph({
      networks: SECTIONS.networks + (example.includes('other') ? '\nother_encoder: {like: encoder}' : ''),
      plan: phase(
        `train: decoder\nwires: {}\nmetrics: {noise: "mean(image + normal(0, \${filters}))"}\n${example}`,
      ),
    }),
  }),
};

/** Texts of `bad:` and `good:`; continuation lines are indented. */
function examplesOf(explanation: string): { bad?: string; good?: string } {
  const found: Record<string, string[]> = {};
  let current: string[] | undefined;
  for (const line of explanation.split('\n')) {
    const begun = /^(bad|good): +(.*)$/.exec(line);
    if (begun) current = found[begun[1]!] = [begun[2]!];
    else if (current && line.startsWith('       ')) current.push(line.slice(7));
    else current = undefined;
  }
  return Object.fromEntries(Object.entries(found).map(([key, lines]) => [key, lines.join('\n')]));
}

const entries = Object.entries(diagnosticCatalog) as [string, CatalogEntry][];
const shown = entries
  .map(([code, { explanation }]) => ({ code, ...examplesOf(explanation) }))
  .filter(({ bad, good }) => bad !== undefined || good !== undefined);

/** The graphs around the examples contain more than each of them uses. */
const isMeant =
  (code: string) =>
  (found: Diagnostic): boolean =>
    found.code !== 'unused' || code === 'unused';

describe('what explain shows', () => {
  it('has a graph around each example that check can see', () => {
    // Codes that only a run can produce.
    const ofRuns = ['out-of-memory', 'missing-data'];
    const codes = shown.map(({ code }) => code).filter((code) => !ofRuns.includes(code));
    expect(Object.keys(frames).sort()).toEqual(codes.sort());
  });

  it.each(shown.filter(({ code }) => code in frames))('$code', ({ code, bad, good }) => {
    const frame = frames[code]!;
    if (good !== undefined) {
      const { text, options } = frame(good);
      const { diagnostics, sources } = check(text, options);
      expect(renderText(diagnostics.filter(isMeant(code)), sources), text).toBe('');
    }
    if (bad !== undefined) {
      const { text, options } = frame(bad);
      const found = check(text, options).diagnostics.filter(isMeant(code));
      expect(
        found.map((one) => one.code),
        text,
      ).toEqual([code]);
    }
  });
});
