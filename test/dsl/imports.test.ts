import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { renderText } from '../../src/diagnostics/index.js';
import { check, type Checked } from '../../src/index.js';
import { partsOf } from '../support/read-parts.js';

const DIGITS = `lagraph: 1
params:
  latent: {default: 16, min: 1}
  epochs: 2
profiles:
  quick: {epochs: 1, seed: 4}
  slow: {epochs: 9, plan.read.on.batch_size: 8, evaluate.acc.expect: ">= 0.5"}
data:
  mnist: {source: mnist}
  noisy: {from: mnist, add: {noisy: "image + normal(0, 0.1)"}}
  parts: {from: mnist, split: {train: 0.8, rest: 0.2}}
networks:
  encoder: {input: [28, 28, 1], layers: [Flatten, {Dense: "\${latent}", name: code}]}
  head: {input: encoder, layers: [{Dense: {units: 10, activation: softmax}}]}
  decoder: {input: encoder, layers: [{Dense: 784}, {Reshape: [28, 28, 1]}]}
  twin: {like: encoder}
  level: {weights: []}
models:
  reader: encoder -> head
  copier: decoder(encoder(picture))
plan:
  read:
    train: [encoder, head]
    on: {data: mnist, epochs: "\${epochs}"}
    loss: categorical_crossentropy(label, reader(image))
    optimizer: {Adam: 0.001}
    validate: mnist.test
  draw:
    train: [decoder, level]
    on: noisy
    wires: {copy: copier(noisy)}
    loss: mean_squared_error(image, copy * exp(level))
    optimizer: {Adam: 0.001}
  other:
    extends: read
    train: twin
    after: draw
    start: {twin: encoder}
    freeze: [head, encoder/code]
    loss: categorical_crossentropy(label, twin(image) -> head) + mean(encoder(image))
evaluate:
  acc: {on: mnist.test, measure: "accuracy(label, reader(image))"}
`;

type Options = { overrides?: string[]; profile?: string };

/** A graph `g.yaml` beside parts/digits.yaml and other files. */
function imported(text: string, files: Record<string, string> = {}, options: Options = {}): Checked {
  return check(`lagraph: 1\n${text}`, {
    file: 'g.yaml',
    readPart: partsOf({ 'parts/digits.yaml': DIGITS, ...files }),
    ...options,
  });
}

function valid(...args: Parameters<typeof imported>): Required<Checked> {
  const found = imported(...args);
  if (found.diagnostics.length > 0) throw new Error(renderText(found.diagnostics, found.sources));
  return found as Required<Checked>;
}

/** `file code "what it points at"` */
function faults(...args: Parameters<typeof imported>): string[] {
  const { diagnostics, sources } = imported(...args);
  return diagnostics.map(({ code, range }) =>
    range ? `${range.file} ${code} "${sources.get(range.file)!.slice(range.start, range.end)}"` : code,
  );
}

const messages = (...args: Parameters<typeof imported>): string[] =>
  imported(...args).diagnostics.map(({ message, suggestion }) =>
    suggestion ? `${message}; ${suggestion.message}` : message,
  );

const IMPORT = 'imports: {digits: parts/digits.yaml}\n';
const READ = 'evaluate: {acc: {on: digits.mnist.test, measure: "accuracy(label, digits.reader(image))"}}\n';

const resolved = (...args: Parameters<typeof imported>) =>
  valid(...args).document.resolved as Record<string, Record<string, Record<string, unknown>>>;

describe('a part', () => {
  it('has its names behind the namespace, wherever they stand', () => {
    const { data, networks, models, plan } = resolved(`${IMPORT}evaluate:
  a: {on: digits.mnist, measure: "mean(digits.copier(image)) + mean(digits.twin(image))"}
`);
    expect(Object.keys(data!)).toEqual(['digits.mnist', 'digits.noisy']);
    expect(networks).toMatchObject({ 'digits.twin': { like: 'digits.encoder' } });
    expect(networks!['digits.head']).toMatchObject({ input: 'digits.encoder' });
    expect(models).toEqual({
      'digits.reader': 'digits.encoder -> digits.head',
      'digits.copier': 'digits.decoder(digits.encoder(picture))',
    });
    expect(plan!['digits.other']).toEqual({
      train: 'digits.twin',
      on: { data: 'digits.mnist', epochs: 2 },
      loss: 'categorical_crossentropy(label, digits.twin(image) -> digits.head) + mean(digits.encoder(image))',
      optimizer: { Adam: 0.001 },
      validate: 'digits.mnist.test',
      after: 'digits.draw',
      start: { 'digits.twin': 'digits.encoder' },
      freeze: ['digits.head', 'digits.encoder/code'],
    });
    expect(plan!['digits.draw']).toMatchObject({
      wires: { copy: 'digits.copier(noisy)' },
      loss: 'mean_squared_error(image, copy * exp(digits.level))',
    });
  });

  it('is a graph again, with the same program, when it is put in', () => {
    const all = ['', 'digits.copier(image)', 'digits.twin(image)'].map((more) =>
      valid(
        `${IMPORT}${READ}${more && `report: [{translations: {on: digits.mnist, rows: ["digits.copier(image)"]}}]\n`}`,
      ),
    );
    for (const { document, program } of all) {
      const again = check(stringify(document.resolved), { file: 'g.yaml' });
      expect(again.diagnostics).toEqual([]);
      const plain = (value: unknown) =>
        JSON.parse(
          JSON.stringify(value, (key, part: unknown) => (key === 'range' ? undefined : part)),
        ) as object;
      expect({ ...plain(again.program), params: null }).toEqual({ ...plain(program), params: null });
    }
  });

  it('may import parts itself', () => {
    const files = {
      'parts/both.yaml': `lagraph: 1
imports: {d: {from: ../parts/digits.yaml, with: {latent: "\${size}"}}}
params: {size: 5}
models: {reads: d.encoder -> d.head}
`,
    };
    const text = `imports: {both: {from: parts/both.yaml, with: {size: 6}}}
evaluate: {acc: {on: both.d.mnist.test, measure: "accuracy(label, image -> both.reads)"}}
`;
    const { program, document } = valid(text, files);
    expect(program.networks.map(({ name }) => name)).toEqual(['both.d.encoder', 'both.d.head']);
    expect(program.phases.map(({ name }) => name)).toEqual(['both.d.read']);
    expect(program.networks[0]!.outputs[0]!.type.shape).toEqual([null, 6]);
    expect(document.parts.map(({ namespace, file }) => [namespace, file])).toEqual([
      ['both', 'parts/both.yaml'],
      ['both.d', 'parts/digits.yaml'],
    ]);
    expect(
      valid(text, files, { overrides: ['both.d.latent=3'] }).program.networks[0]!.outputs[0]!.type.shape,
    ).toEqual([null, 3]);
  });

  it('can be extended, and named after an arrow with its outputs', () => {
    const { program } = valid(
      `imports: {v: v.yaml, digits: parts/digits.yaml}
networks: {own: {like: digits.encoder}}
plan:
  mine:
    extends: digits.read
    train: own
    on: {batch_size: 5}
    loss: "categorical_crossentropy(label, digits.head(own(image))) + mean(image -> v.split.b)"
evaluate: {m: {on: digits.mnist, measure: "mean(own(image)) + mean(image -> v.split.b)"}}
`,
      {
        'v.yaml': `lagraph: 1
networks: {split: {input: [28, 28, 1], nodes: {a: input * 2, b: input * 3}, outputs: [a, b]}}
`,
      },
    );
    expect(program.phases.map(({ name }) => name)).toEqual(['digits.read', 'mine']);
    expect(program.phases[1]).toMatchObject({ batchSize: 5, epochs: 2, data: { dataset: 'digits.mnist' } });
  });

  it('sees nothing of its importer', () => {
    const part = (loss: string) => ({
      'p.yaml': `lagraph: 1
data: {mnist: {source: mnist}}
networks: {n: {input: [28, 28, 1], layers: [Flatten]}, w: {weights: []}}
models: {m: n(picture)}
plan: {p: {train: w, on: mnist, loss: "${loss}", optimizer: SGD}}
`,
    });
    const text = `imports: {p: p.yaml}
networks: {outer: {weights: []}, picture: {input: [28, 28, 1], layers: [Flatten]}, body: {input: [28, 28, 1], layers: [Flatten]}}
evaluate:
  e: {on: p.mnist, measure: "mean(p.m(image)) * p.w + mean(picture(image)) + mean(body(image)) + outer", untrained: true}
`;
    expect(faults(text, part('mean(m(image)) * w'))).toEqual([]);
    expect(faults(text, part('mean(m(image)) * w * outer'))).toEqual(['p.yaml unknown-name "outer"']);
    expect(faults(text, part('mean(body(image)) * w'))).toEqual(['p.yaml unknown-name "body"']);
  });

  it('is not confused by fields and wires that have the names of networks', () => {
    const { plan } = resolved('imports: {p: p.yaml}\nevaluate: {e: {on: p.d, measure: "mean(p.w)"}}\n', {
      'p.yaml': `lagraph: 1
data: {d: {source: mnist, add: {shade: image * 2}}}
networks: {w: {weights: []}, shade: {weights: []}, tint: {weights: []}}
plan:
  p:
    train: w
    on: d
    wires: {tint2: shade * 2}
    loss: mean(shade * w * tint2 + tint)
    optimizer: SGD
    untrained: true
`,
    });
    expect(plan!['p.p']).toMatchObject({ loss: 'mean(shade * p.w * tint2 + p.tint)' });
  });
});

describe('what a graph needs of a part', () => {
  const phases = (text: string) => valid(`${IMPORT}${text}`).program.phases.map(({ name }) => name);

  it('is what it names, and the phases that train what it uses', () => {
    expect(phases(READ)).toEqual(['digits.read']);
    expect(phases('evaluate: {e: {on: digits.mnist, measure: mean(digits.copier(image))}}\n')).toEqual([
      'digits.read',
      'digits.draw',
    ]);
    expect(phases('evaluate: {e: {on: digits.mnist, measure: mean(digits.twin(image))}}\n')).toEqual([
      'digits.read',
      'digits.draw',
      'digits.other',
    ]);
    expect(phases('report: [{curves: digits.read}]\n')).toEqual(['digits.read']);
    expect(phases('models: {m: digits.encoder -> digits.head}\n')).toEqual(['digits.read']);
  });

  it('is of a network only the shape, where that is all', () => {
    const text = (
      input: string,
    ) => `${IMPORT}networks: {a: {like: digits.encoder}, b: {input: digits.encoder, layers: [{Dense: 2}]}}
evaluate: {e: {on: digits.mnist, measure: "mean(b(${input})) + mean(a(image))", untrained: true}}
`;
    expect(valid(text('a(image)')).program.phases).toEqual([]);
    expect(valid(text('digits.encoder(image)')).program.phases.map(({ name }) => name)).toEqual([
      'digits.read',
    ]);
  });

  it('is told where it is nothing', () => {
    expect(
      messages(`${IMPORT}data: {d: {source: mnist}}\nevaluate: {e: {on: d, measure: mean(image)}}\n`),
    ).toEqual(['nothing of the part `digits` is used; use it, or take it out']);
  });

  it('may be one part twice, with other values', () => {
    const { program } = valid(`imports:
  digits: parts/digits.yaml
  small: {from: parts/digits.yaml, with: {latent: 3, epochs: 1}}
evaluate:
  a: {on: digits.mnist, measure: mean(digits.encoder(image))}
  b: {on: small.mnist, measure: mean(small.encoder(image))}
`);
    expect(program.phases.map(({ name, epochs }) => [name, epochs])).toEqual([
      ['digits.read', 2],
      ['small.read', 1],
    ]);
    // They draw by their names.
    expect(program.networks[0]!.stream).toBe('digits.encoder');
    expect(program.phases[0]!.fingerprint.weights).not.toBe(program.phases[1]!.fingerprint.weights);
  });
});

describe('values of a part', () => {
  const epochs = (text: string, options: Options = {}, files = {}) =>
    valid(`${text}${READ}`, files, options).program.phases[0]!.epochs;
  const withs = (value: string) => `imports: {digits: {from: parts/digits.yaml, with: {epochs: ${value}}}}\n`;

  it('go from the default to the command line', () => {
    expect(epochs(IMPORT)).toBe(2);
    // The part's own profile, which may be the only one of that name.
    expect(epochs(IMPORT, { profile: 'quick' })).toBe(1);
    expect(epochs(withs('5'), { profile: 'quick' })).toBe(5);
    const profile = 'profiles: {quick: {digits.epochs: 6}}\n';
    expect(epochs(withs('5') + profile)).toBe(5);
    expect(epochs(withs('5') + profile, { profile: 'quick' })).toBe(6);
    expect(epochs(withs('5') + profile, { profile: 'quick', overrides: ['digits.epochs=7'] })).toBe(7);
  });

  it('may be made of parameters of the importer', () => {
    expect(epochs(`params: {n: 4}\n${withs('"${n * 2}"')}`)).toBe(8);
    expect(
      epochs(`params: {n: 4}\n${IMPORT}profiles: {p: {digits.epochs: "\${n + 1}"}}\n`, { profile: 'p' }),
    ).toBe(5);
    expect(valid(`params: {n: 4}\n${withs('"${n}"')}${READ}`).program.params).toEqual([
      { name: 'n', value: 4, origin: 'default' },
      { name: 'digits.latent', value: 16, origin: 'default' },
      { name: 'digits.epochs', value: 4, origin: 'import' },
    ]);
  });

  it('are changed by paths as well', () => {
    const change = ['plan.digits.read.on.batch_size=7', 'networks.digits.encoder.layers.1.Dense=4'];
    const { program } = valid(`${IMPORT}${READ}`, {}, { overrides: change });
    expect(program.phases[0]!.batchSize).toBe(7);
    expect(program.networks[0]!.outputs[0]!.type.shape).toEqual([null, 4]);
    expect(
      valid(
        `${IMPORT}profiles: {p: {plan.digits.read.optimizer: {Adam: 0.5}}}\n${READ}`,
        {},
        { profile: 'p' },
      ).program.phases[0]!.updates[0]!.optimizer.learningRate,
    ).toBe(0.5);
    expect(valid(`${IMPORT}${READ}`, {}, { profile: 'slow' }).program.phases[0]!.batchSize).toBe(8);
    const again = stringify(resolved(`${IMPORT}${READ}`));
    expect(check(again, { overrides: change }).program!.phases[0]!.batchSize).toBe(7);
  });

  it.each([
    [
      'a parameter that the part lacks',
      `imports: {digits: {from: parts/digits.yaml, with: {epocs: 2}}}\n`,
      {},
      'g.yaml unknown-parameter "epocs"',
    ],
    [
      'a value that does not fit',
      `imports: {digits: {from: parts/digits.yaml, with: {latent: 0}}}\n`,
      {},
      'g.yaml bad-parameter-value "0"',
    ],
    [
      'a text for a number',
      `params: {n: x}\nimports: {digits: {from: parts/digits.yaml, with: {latent: "\${n}"}}}\n`,
      {},
      'g.yaml bad-parameter-value ""${n}""',
    ],
    [
      'an override of nothing',
      IMPORT,
      { overrides: ['digits.epocs=3'] },
      '<command line> unknown-override "digits.epocs"',
    ],
    [
      'an override with a wrong value',
      IMPORT,
      { overrides: ['digits.latent=x'] },
      '<command line> bad-parameter-value "x"',
    ],
    [
      'a path to nothing',
      IMPORT,
      { overrides: ['plan.digits.raed.keep=best'] },
      '<command line> unknown-override "plan.digits.raed.keep"',
    ],
    [
      'a seed of the part',
      IMPORT,
      { overrides: ['digits.seed=3'] },
      '<command line> unknown-override "digits.seed"',
    ],
    ['a profile of nobody', IMPORT, { profile: 'quik' }, 'unknown-profile'],
    [
      'a profile that no one chose',
      `${IMPORT}profiles: {p: {digits.latent: 0}}\n`,
      {},
      'g.yaml bad-parameter-value "0"',
    ],
  ])('%s is an error', (_, text, options, fault) => {
    expect(faults(`${text}${READ}`, {}, options)).toEqual([fault]);
  });

  it('have suggestions that are as they would be written', () => {
    expect(messages(`${IMPORT}${READ}`, {}, { overrides: ['digits.epocs=3'] })).toEqual([
      '`digits` has no parameter `epocs`; did you mean `digits.epochs`?',
    ]);
    expect(messages(`${IMPORT}${READ}`, {}, { overrides: ['plan.digits.read.on.batchsize=3'] })).toEqual([
      '`plan.digits.read.on` has no `batchsize`; did you mean `plan.digits.read.on.batch_size`?',
    ]);
  });

  it('that are wrong only where they are used, are told with where they come from', () => {
    const files = { 'parts/digits.yaml': DIGITS.replace('{default: 16, min: 1}', '16') };
    const { diagnostics } = imported(
      `imports: {digits: {from: parts/digits.yaml, with: {latent: 0}}}\n${READ}`,
      files,
    );
    const [found] = diagnostics;
    expect(found).toMatchObject({ code: 'out-of-range', range: { file: 'parts/digits.yaml' } });
    expect(found!.notes).toMatchObject([
      { message: 'this is the parameter `latent`', range: { file: 'g.yaml' } },
    ]);
  });
});

describe('an import that is wrong', () => {
  const at = (entry: string) => `imports: {digits: ${entry}}\n${READ}`;

  it.each([
    ['a file that is not there', at('parts/digit.yaml'), 'g.yaml bad-import "parts/digit.yaml"'],
    ['an address', at('"https://x.org/a.yaml"'), 'g.yaml bad-import ""https://x.org/a.yaml""'],
    [
      'a parameter in the path',
      `params: {p: parts}\n${at('"${p}/digits.yaml"')}`,
      'g.yaml bad-import ""${p}/digits.yaml""',
    ],
    ['backslashes', at("'parts\\digits.yaml'"), 'g.yaml bad-import "\'parts\\digits.yaml\'"'],
    ['nothing', at('""'), 'g.yaml bad-import """"'],
    ['a number', 'imports: {digits: 3}\n', 'g.yaml wrong-type "3"'],
    ['a key that it lacks', at('{from: parts/digits.yaml, wiht: {}}'), 'g.yaml unknown-key "wiht"'],
    ['the graph itself', at('g.yaml'), 'g.yaml bad-import "g.yaml"'],
    ['a namespace that is no name', 'imports: {a-b: parts/digits.yaml}\n', 'g.yaml bad-name "a-b"'],
  ])('names %s', (_, text, fault) => {
    expect(faults(text)).toEqual([fault]);
  });

  it('suggests files that are there', () => {
    expect(messages(at('parts/digit.yaml'))).toEqual([
      'the part parts/digit.yaml can not be read: no such file; did you mean `parts/digits.yaml`?',
    ]);
  });

  it('goes round in a circle, and all of it is shown', () => {
    const files = {
      'a.yaml': 'lagraph: 1\nimports: {b: b.yaml}\n',
      'b.yaml': 'lagraph: 1\nimports: {a: ./a.yaml}\n',
    };
    expect(faults('imports: {a: a.yaml}\n', files)).toEqual(['b.yaml bad-import "./a.yaml"']);
    expect(messages('imports: {a: a.yaml}\n', files)).toEqual([
      'graphs import one another in a circle: `a.yaml` -> `b.yaml` -> `a.yaml`',
    ]);
    expect(faults('imports: {a: a.yaml}\n', { 'a.yaml': 'lagraph: 1\nimports: {g: g.yaml}\n' })).toEqual([
      'a.yaml bad-import "g.yaml"',
    ]);
  });

  it.each([
    ['no graph', '- 3\n', 'wrong-type "- 3\n"'],
    ['empty', '', 'empty-graph ""'],
    ['no YAML', 'lagraph: 1\na: b: c\n', 'yaml-syntax "b"'],
    ['of another version', 'lagraph: 2\n', 'language-version "2"'],
    ['of no version', 'name: x\n', 'language-version "n"'],
    ['misspelt', 'lagraph: 1\nnetwoks: {}\n', 'unknown-key "netwoks"'],
  ])('leads to a part that is %s', (_, text, fault) => {
    const found = faults('imports: {p: p.yaml}\nmodels: {m: p.a -> p.b}\n', { 'p.yaml': text });
    expect(found.filter((one) => one.startsWith('p.yaml'))).toEqual([`p.yaml ${fault}`]);
  });

  it.each([
    ['a data set', 'data: {digits: {source: mnist}}\n'],
    ['a network', 'networks: {digits: {weights: []}}\n'],
    ['a model', 'models: {digits: digits.encoder -> digits.twin}\n'],
    ['a phase', 'plan: {digits: {extends: digits.read}}\n'],
    ['an added field', 'data: {d: {source: mnist, add: {digits: image}}}\n'],
    ['a member of a pair', 'data: {d: {pair: {digits: digits.mnist, b: digits.mnist}, by: label}}\n'],
    ['a part put in by hand', 'networks: {digits.encoder: {weights: []}}\n'],
  ])('has the namespace of %s', (_, text) => {
    const { diagnostics } = imported(`${IMPORT}${text}${READ}`);
    expect(diagnostics.map(({ code }) => code)).toContain('name-taken');
    const found = diagnostics.find(({ code }) => code === 'name-taken')!;
    expect(found.notes[0]).toMatchObject({ message: 'the part is imported here', range: { file: 'g.yaml' } });
  });

  it('is not followed without end', () => {
    const deep = Object.fromEntries(
      Array.from({ length: 30 }, (_, at) => [`${at}.yaml`, `lagraph: 1\nimports: {n: ${at + 1}.yaml}\n`]),
    );
    expect(faults('imports: {a: 0.yaml}\n', deep)).toEqual(['15.yaml bad-import "16.yaml"']);
    const wide = Object.fromEntries(
      Array.from({ length: 12 }, (_, at) => [
        `${at}.yaml`,
        `lagraph: 1\nimports: {n: ${at + 1}.yaml, m: ${at + 1}.yaml}\n`,
      ]),
    );
    expect(faults('imports: {a: 0.yaml}\n', { ...wide, '12.yaml': 'lagraph: 1\n' })).toHaveLength(1);
  });
});

describe('an error in a part', () => {
  it('is told once, in its file, with its names as they are written there', () => {
    const twice = `imports: {digits: parts/digits.yaml, small: parts/digits.yaml}
evaluate:
  a: {on: digits.mnist, measure: mean(digits.encoder(image))}
  b: {on: small.mnist, measure: mean(small.encoder(image))}
`;
    const wrong = (from: string, to: string) => ({ 'parts/digits.yaml': DIGITS.replace(from, to) });
    expect(messages(twice, wrong('reader: encoder -> head', 'reader: encodr -> head'))).toEqual([
      'there is no value `encodr`; did you mean `encoder`?',
    ]);
    expect(messages(twice, wrong('train: [encoder, head]', 'train: [encoder, haed]'))).toEqual([
      'there is no network or model `haed`; did you mean `head`?',
    ]);
    expect(messages(twice, wrong('validate: mnist.test', 'validate: mnist.tset'))).toEqual([
      'there is no split of `mnist` called `tset`; did you mean `test`?',
    ]);
    expect(messages(twice, wrong('layers: [Flatten', 'layers: [Flaten'))).toEqual([
      'there is no layer `Flaten`; did you mean `Flatten`?',
    ]);
    expect(
      messages(
        twice,
        wrong('input: encoder, layers: [{Dense: {units: 10', 'input: encoder, layers: [{Dense: {unit: 10'),
      ),
    ).toEqual(['`Dense` has no argument `unit`; did you mean `units`?']);
  });

  it('of a name in the graph is told there, with what the part has', () => {
    const text = `${IMPORT}${READ}`;
    const wrong = (from: string, to: string) => messages(text.replace(from, to));
    expect(wrong('digits.reader', 'digits.raeder')).toEqual([
      'there is no network, model or function `digits.raeder`; did you mean `digits.reader`?',
    ]);
    expect(wrong('digits.mnist.test', 'digits.mnsit.test')).toEqual([
      'there is no data set `digits.mnsit`; did you mean `digits.mnist`?',
    ]);
    expect(wrong('digits.reader', 'dgits.reader')).toEqual([
      'there is no network, model or function `dgits.reader`; did you mean `digits.reader`?',
    ]);
  });
});

it('a graph of a revision is named after its file, and has the parts of that revision', () => {
  const file = 'v1.0:graphs/g.yaml';
  const { program, document } = check(`lagraph: 1\n${IMPORT}${READ}`, {
    file,
    readPart: partsOf({ 'v1.0:graphs/parts/digits.yaml': DIGITS }),
  });
  expect(program!.name).toBe('g');
  expect(document!.parts[0]!.file).toBe('v1.0:graphs/parts/digits.yaml');
});

describe('streams', () => {
  const streams = (text: string) => {
    const { networks, phases, datasets } = valid(`${text}evaluate:
  a: {on: digits.noisy, measure: "mean(digits.copier(noisy))"}
`).program;
    return {
      networks: networks.map(({ stream }) => stream),
      phases: phases.map(({ stream }) => stream),
      keys: phases.map(({ fingerprint }) => fingerprint.weights),
      data: datasets.flatMap(({ steps }) => JSON.stringify(steps).match(/"stream":"[^"]*"/g) ?? []),
    };
  };

  it('have the whole name, and keep it where the import says what it was', () => {
    const now = streams(IMPORT);
    expect(now.networks).toContain('digits.encoder');
    expect(now.phases).toEqual(['digits.read', 'digits.draw']);
    const before = streams(IMPORT);
    const renamed = valid(`imports: {numbers: {from: parts/digits.yaml, was: digits}}
evaluate: {a: {on: numbers.noisy, measure: "mean(numbers.copier(noisy))"}}
`).program;
    expect(renamed.phases.map(({ name, stream }) => [name, stream])).toEqual([
      ['numbers.read', 'digits.read'],
      ['numbers.draw', 'digits.draw'],
    ]);
    expect(renamed.phases.map(({ fingerprint }) => fingerprint.weights)).toEqual(before.keys);
  });

  it('of a name that was another in the part', () => {
    const { program } = valid(`${IMPORT}${READ}`, {
      'parts/digits.yaml': DIGITS.replace('encoder: {input', 'encoder: {was: body, input'),
    });
    expect(program.networks[0]!.stream).toBe('digits.body');
  });

  it('do not depend on where the file of a part is', () => {
    const other = valid(`imports: {digits: elsewhere.yaml}\n${READ}`, { 'elsewhere.yaml': DIGITS }).program;
    const here = valid(`${IMPORT}${READ}`).program;
    expect(other.phases[0]!.fingerprint).toEqual(here.phases[0]!.fingerprint);
  });
});
