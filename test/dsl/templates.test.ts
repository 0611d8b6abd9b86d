import { describe, expect, it } from 'vitest';
import { renderText } from '../../src/diagnostics/index.js';
import { check } from '../../src/index.js';
import { partsOf } from '../support/read-parts.js';

const graph = (sections: Record<string, string>): string => {
  const all: Record<string, string> = {
    data: 'mnist: {source: mnist}',
    networks: 'head: {input: [28, 28, 1], layers: [Flatten, {Dense: 4}]}',
    plan: 'fit: {train: head, on: mnist, loss: mean(head(image)), optimizer: Adam}',
    ...sections,
  };
  return `lagraph: 1\nname: templates\n${Object.entries(all)
    .map(([name, body]) => `${name}:\n${body.replace(/^/gm, '  ')}\n`)
    .join('')}`;
};

const checked = (
  sections: Record<string, string>,
  overrides: string[] = [],
  parts: Record<string, string> = {},
) => check(graph(sections), { file: 'g.yaml', overrides, readPart: partsOf(parts) });

const resolved = (...args: Parameters<typeof checked>) => {
  const { document, diagnostics, sources } = checked(...args);
  if (diagnostics.length > 0) throw new Error(renderText(diagnostics, sources));
  return document!.resolved as Record<string, Record<string, unknown>>;
};

/** `code what it points at`, and where the template is used. */
const faults = (...args: Parameters<typeof checked>): string[] => {
  const { diagnostics, sources } = checked(...args);
  const at = ({ file, start, end }: { file: string; start: number; end: number }) =>
    sources.get(file)!.slice(start, end);
  return diagnostics.map(({ code, range, notes }) => {
    const used = notes.filter(({ message }) => / is used here$/.test(message));
    return [code, range ? at(range) : '-', ...used.map((note) => `@${at(note.range!)}`)].join(' ');
  });
};

const BLOCK = `block:
  params: {units: 8, act: {default: relu, choices: [relu, tanh]}}
  layers:
    - Dense: {units: "\${units}", activation: "\${act}"}
    - Dropout: 0.1`;

describe('a template', () => {
  it('of layers stands in a list of layers, in residuals and in loops', () => {
    const { networks } = resolved({
      templates: BLOCK,
      networks: `head:
  input: [28, 28, 1]
  layers:
    - Flatten
    - {use: block, with: {units: 784}}
    - residual: [{use: block, with: {units: 784, act: tanh}}]
    - for: {n: [16, 4]}
      layers: [{use: block, with: {units: "\${n * 2}"}}]
    - {for: {n: [3, 2]}, use: block, with: {units: "\${n}"}}
    - use: block`,
    });
    const block = (units: number, activation = 'relu') => [
      { Dense: { units, activation } },
      { Dropout: 0.1 },
    ];
    expect(networks!.head).toEqual({
      input: [28, 28, 1],
      layers: [
        'Flatten',
        ...block(784),
        { residual: block(784, 'tanh') },
        ...block(32),
        ...block(8),
        ...block(3),
        ...block(2),
        ...block(8),
      ],
    });
  });

  it('of a network, a phase, a model, a data set or an evaluation stands for one, with keys of its own', () => {
    const { data, networks, models, plan, evaluate } = resolved({
      params: 'epochs: 3',
      templates: `noisy:
  params: {by: 0.1}
  data_set: {from: mnist, add: {noisy: "image + normal(0, \${by})"}}
encoder:
  params: {units: {type: number, min: 1}}
  network: {input: [28, 28, 1], layers: [Flatten, {Dense: "\${units}"}]}
twice:
  params: {of: {type: text}}
  model: "\${of}(picture) * 2"
learn:
  params: {net: {type: text}, loss: "mean(\${net}(image))"}
  phase: {train: "\${net}", on: {data: mnist, epochs: "\${epochs}"}, loss: "\${loss}", optimizer: {use: adam}}
adam: {value: {Adam: 0.001}}
mean: {params: {of: {type: text}}, evaluation: {on: mnist.test, measure: "mean(\${of}(image))"}}`,
      data: 'mnist: {source: mnist}\nnoisy: {use: noisy}',
      networks: `head: {use: encoder, with: {units: 4}}
tail_\${d}: {for: {d: [a, b], n: [1, 2]}, use: encoder, with: {units: "\${n}"}}`,
      models: 'both: {use: twice, with: {of: head}}',
      plan: `fit: {use: learn, with: {net: head}, on: noisy}
tail_\${d}: {for: {d: [a, b]}, use: learn, with: {net: "tail_\${d}"}}`,
      evaluate: 'mean: {use: mean, with: {of: both}}',
    });
    expect(data!.noisy).toEqual({ from: 'mnist', add: { noisy: 'image + normal(0, 0.1)' } });
    expect(networks).toMatchObject({
      head: { layers: ['Flatten', { Dense: 4 }] },
      tail_a: { layers: ['Flatten', { Dense: 1 }] },
      tail_b: { layers: ['Flatten', { Dense: 2 }] },
    });
    expect(models).toEqual({ both: 'head(picture) * 2' });
    expect(plan!.fit).toEqual({
      train: 'head',
      loss: 'mean(head(image))',
      optimizer: { Adam: 0.001 },
      on: 'noisy',
    });
    expect(plan!.tail_b).toMatchObject({ train: 'tail_b', on: { data: 'mnist', epochs: 3 } });
    expect(evaluate!.mean).toEqual({ on: 'mnist.test', measure: 'mean(both(image))' });
  });

  const DOMAIN = `domain:
  params: {data: {type: text}, width: 16, teacher: head}
  networks:
    encoder: {input: [28, 28, 1], layers: [Flatten, {use: block, with: {units: "\${width}"}}]}
    decoder: {input: encoder, layers: [{Dense: 784}, {Reshape: [28, 28, 1]}]}
  models:
    copier: encoder -> decoder
  plan:
    learn:
      train: [encoder, {for: {part: [decoder]}, each: "\${part}"}]
      freeze: "\${teacher}"
      on: {data: "\${data}", epochs: 2}
      loss: mean_squared_error(image, copier(image)) + mean(\${teacher}(image)) + mean(encoder(image))
      optimizer: Adam
      untrained: true`;

  it('of sections stands under a namespace, and sees the graph around it', () => {
    const { networks, models, plan } = resolved(
      {
        templates: `${BLOCK}\n${DOMAIN}`,
        imports: `left: {use: domain, with: {data: mnist}}
\${d}: {for: {d: [a, b]}, use: domain, with: {data: mnist, teacher: left.encoder}}`,
        models: 'across: left.encoder -> a.decoder',
        evaluate: 'far: {on: mnist.test, measure: "mean(across(image))"}',
      },
      ['b.width=3', 'networks.a.decoder.layers.0.Dense=784', 'plan.b.learn.on.epochs=7'],
    );
    expect(Object.keys(networks!)).toEqual([
      'head',
      'left.encoder',
      'left.decoder',
      'a.encoder',
      'a.decoder',
      'b.encoder',
      'b.decoder',
    ]);
    expect(networks).toMatchObject({
      'left.decoder': { input: 'left.encoder' },
      'b.encoder': { layers: ['Flatten', { Dense: { units: 3 } }, {}] },
    });
    expect(models).toMatchObject({
      across: 'left.encoder -> a.decoder',
      'a.copier': 'a.encoder -> a.decoder',
    });
    expect(plan!['left.learn']).toMatchObject({
      train: ['left.encoder', 'left.decoder'],
      freeze: 'head',
      on: { data: 'mnist', epochs: 2 },
      loss: 'mean_squared_error(image, left.copier(image)) + mean(head(image)) + mean(left.encoder(image))',
    });
    expect(plan!['a.learn']).toMatchObject({
      freeze: 'left.encoder',
      loss: 'mean_squared_error(image, a.copier(image)) + mean(left.encoder(image)) + mean(a.encoder(image))',
    });
  });

  it('comes from parts, and means what they declare', () => {
    const { networks, plan } = resolved(
      {
        imports: 'lib: {from: lib.yaml, with: {rate: 0.5}}\nmine: {use: lib.pair, with: {of: head}}',
        networks: `head: {input: [28, 28, 1], layers: [Flatten, {use: lib.block, with: {units: 4}}]}
other: {use: lib.like_base}`,
        plan: 'fit: {train: [head, other], untrained: true, on: mnist, loss: mean(head(image)) + mean(other(lib.base(image))) + mean(mine.one(image)) + mean(mine.two(lib.base(image))), optimizer: Adam}',
      },
      [],
      {
        'lib.yaml': `lagraph: 1
params: {rate: 0.1}
templates:
  block: {params: {units: 8}, layers: [{Dense: "\${units}"}, {Dropout: "\${rate}"}]}
  like_base: {network: {input: base, layers: [{use: block, with: {units: 2}}]}}
  pair:
    params: {of: {type: text}}
    networks: {one: {like: "\${of}"}, two: {input: base, layers: [Flatten]}}
data: {mnist: {source: mnist}}
networks: {base: {input: [28, 28, 1], layers: [Flatten]}}
`,
      },
    );
    expect(networks).toMatchObject({
      head: { layers: ['Flatten', { Dense: 4 }, { Dropout: 0.5 }] },
      other: { input: 'lib.base', layers: [{ Dense: 2 }, { Dropout: 0.5 }] },
      'mine.one': { like: 'head' },
    });
    expect(plan).toBeDefined();
  });

  it('may stand in a graph that has nothing else: it is there for others', () => {
    const text = `lagraph: 1
params: {rate: 0.1}
templates: {block: {params: {units: 8}, layers: [{Dense: "\${units}"}, {Dropout: "\${rate}"}]}}
`;
    const { program, diagnostics } = check(text);
    expect(diagnostics).toEqual([]);
    expect(program!.networks).toEqual([]);
  });

  it.each<[string, Record<string, string>, string[]]>([
    ['that does not exist', { networks: 'head: {use: blok}', templates: BLOCK }, ['unknown-template blok']],
    [
      'with a parameter that it does not have',
      {
        networks: 'head: {input: [28, 28, 1], layers: [Flatten, {use: block, with: {unit: 4}}]}',
        templates: BLOCK,
      },
      ['unknown-parameter unit'],
    ],
    [
      'with a value that does not fit',
      {
        networks: 'head: {input: [28, 28, 1], layers: [Flatten, {use: block, with: {act: relo}}]}',
        templates: BLOCK,
      },
      ['bad-parameter-value relo'],
    ],
    [
      'without a value that it needs',
      {
        networks: 'head: {input: [28, 28, 1], layers: [Flatten, {use: block}]}',
        templates: 'block: {params: {units: {type: number}}, layers: [{Dense: "${units}"}]}',
      },
      ['missing-argument block'],
    ],
    [
      'with a mistake in its text',
      {
        networks: 'head: {input: [28, 28, 1], layers: [Flatten, {use: block}, {use: block}]}',
        templates: 'block: {layers: [{Dense: {unit: 4}}]}',
      },
      ['unknown-argument unit @block'],
    ],
    [
      'in a template, with a mistake in its text',
      {
        networks: 'head: {use: net}',
        templates: `block: {layers: [{Dense: {units: 4, activation: relo}}]}
net: {network: {input: [28, 28, 1], layers: [Flatten, {use: block}]}}`,
      },
      ['unknown-choice relo @block @net'],
    ],
    [
      'that uses itself',
      {
        networks: 'head: {input: [28, 28, 1], layers: [Flatten, {use: a}]}',
        templates: 'a: {layers: [{use: b}]}\nb: {layers: [{use: a}]}',
      },
      ['bad-template a @b @a'],
    ],
    [
      'of another kind',
      { networks: 'head: {use: block}', templates: 'block: {layers: [Flatten]}' },
      ['bad-template block'],
    ],
    [
      'that is not used, or does not use a parameter',
      {
        templates: 'a: {layers: [Flatten]}\nb: {params: {n: 1}, layers: [Flatten]}',
        networks: 'head: {input: [28, 28, 1], layers: [{use: b}, {Dense: 4}]}',
      },
      ['unused a', 'unused n'],
    ],
    [
      'with a key that it does not have',
      {
        templates: 'a: {parms: {n: 1}, layers: [Flatten]}',
        networks: 'head: {input: [28, 28, 1], layers: [{use: a}]}',
      },
      ['unknown-key parms'],
    ],
    [
      'that makes two things',
      {
        templates: 'a: {layers: [Flatten], value: 3}',
        networks: 'head: {input: [28, 28, 1], layers: [{use: a}]}',
      },
      ['conflicting-keys value'],
    ],
    [
      'that grows without bound',
      {
        templates: Array.from(
          { length: 20 },
          (_, i) => `t${i}: {layers: [${i === 0 ? 'Flatten' : `{use: t${i - 1}}, {use: t${i - 1}}`}]}`,
        ).join('\n'),
        networks: 'head: {input: [28, 28, 1], layers: [{use: t19}]}',
      },
      ['out-of-range'],
    ],
  ])('%s', (_what, sections, expected) => {
    const found = faults(sections);
    expect(expected[0] === 'out-of-range' ? found.map((fault) => fault.split(' ', 1)[0]) : found).toEqual(
      expected,
    );
  });
});

describe('an override', () => {
  const sections = {
    templates: `${BLOCK}\nlearn: {params: {net: {type: text}}, phase: {train: "\${net}", on: {data: mnist, epochs: 1}, loss: "mean(\${net}(image))", optimizer: Adam}}`,
    networks: `head: {input: [28, 28, 1], layers: [Flatten, {use: block}]}
tail_\${d}: {for: {d: [a, b]}, input: [28, 28, 1], layers: [Flatten, {Dense: 3}]}`,
    plan: `fit: {use: learn, with: {net: head}}
tail_\${d}: {for: {d: [a, b]}, use: learn, with: {net: "tail_\${d}"}}`,
  };

  it('names what a template or a loop makes', () => {
    const { networks, plan } = resolved(sections, [
      'networks.head.layers.1.Dense.units=5',
      'networks.tail_b.layers.1.Dense=9',
      'plan.fit.on.epochs=4',
      'plan.tail_a.on.batch_size=16',
      'plan.tail_b.precision=bfloat16',
    ]);
    expect(networks).toMatchObject({
      head: { layers: ['Flatten', { Dense: { units: 5 } }, { Dropout: 0.1 }] },
      tail_a: { layers: ['Flatten', { Dense: 3 }] },
      tail_b: { layers: ['Flatten', { Dense: 9 }] },
    });
    expect(plan).toMatchObject({
      fit: { on: { data: 'mnist', epochs: 4 } },
      tail_a: { on: { batch_size: 16 } },
      tail_b: { precision: 'bfloat16' },
    });
  });

  it('of the value for a parameter, or of the default of one', () => {
    const { networks } = resolved(sections, ['templates.block.params.units=6']);
    expect(networks!.head).toMatchObject({ layers: ['Flatten', { Dense: { units: 6 } }, {}] });
  });

  it('of something that nothing makes is an error, with what is near', () => {
    const { diagnostics } = checked(sections, ['networks.tail_c.layers.1.Dense=9']);
    expect(diagnostics.map(({ code, suggestion }) => [code, suggestion?.message])).toEqual([
      ['unknown-override', expect.stringContaining('did you mean `networks.tail_a')],
    ]);
  });
});
