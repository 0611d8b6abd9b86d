import { describe, expect, it } from 'vitest';
import { merge } from '../../src/index.js';
import { DIGITS_GRAPH } from './digits-graph.js';
import { edited, type Edit } from './support.js';

const graph = (...edits: Edit[]) => edited(DIGITS_GRAPH, ...edits);
const OURS: Edit = ['seed: 7', 'seed: 8'];
const THEIRS: Edit = ['Dense: 48', 'Dense: 50'];

/** The merged text, which must be clean. */
function clean(base: string, ours: string, theirs: string): string {
  const { text, clean: isClean, conflicts, diagnostics, problem } = merge(base, ours, theirs);
  expect({ isClean, conflicts, diagnostics, problem }).toMatchObject({ isClean: true });
  return text!;
}

describe('what is not merged stays to the byte', () => {
  it('one side alone, the same on both, and nothing', () => {
    const odd = graph(OURS).replace(/\n/g, '\r\n').trimEnd();
    for (const ours of [odd, `\ufeff${odd}`, 'no: [graph', '']) {
      expect(merge(DIGITS_GRAPH, ours, DIGITS_GRAPH)).toMatchObject({ clean: true, text: ours });
      expect(merge(DIGITS_GRAPH, DIGITS_GRAPH, ours)).toMatchObject({ clean: true, text: ours });
      expect(merge(DIGITS_GRAPH, ours, ours)).toMatchObject({ clean: true, text: ours });
    }
  });

  it('odd spaces, quotes and empty lines of ours', () => {
    const odd: Edit[] = [
      ['seed: 7', 'seed:   8   # odd'],
      ['  encoder:\n    input', '  encoder:\n\n\n    input'],
      ['{Adam: 0.001}\n    metrics', '{ "Adam":  0.001 }\n    metrics'],
    ];
    expect(clean(DIGITS_GRAPH, graph(...odd), graph(THEIRS))).toBe(graph(...odd, THEIRS));
  });
});

describe('line breaks, the end of the file, byte order marks', () => {
  const both = graph(OURS, THEIRS);
  const windows = (text: string) => text.replace(/\n/g, '\r\n');

  it.each([
    ['all three', windows, windows, windows, windows],
    ['ours alone', (text: string) => text, windows, (text: string) => text, windows],
    ['theirs alone', (text: string) => text, (text: string) => text, windows, windows],
    ['all but ours', windows, (text: string) => text, windows, (text: string) => text],
  ])('CRLF in %s', (_, base, ours, theirs, result) => {
    expect(clean(base(DIGITS_GRAPH), ours(graph(OURS)), theirs(graph(THEIRS)))).toBe(result(both));
  });

  it('no line break at the end, of ours or theirs, also where something is added there', () => {
    expect(clean(DIGITS_GRAPH, graph(OURS).trimEnd(), graph(THEIRS))).toBe(both.trimEnd());
    expect(clean(DIGITS_GRAPH, graph(OURS), graph(THEIRS).trimEnd())).toBe(both.trimEnd());
    const appended = `${DIGITS_GRAPH}  - curves: [read]\n`;
    expect(clean(DIGITS_GRAPH.trimEnd(), graph(OURS).trimEnd(), appended)).toBe(
      `${graph(OURS)}  - curves: [read]\n`,
    );
  });

  it('a byte order mark that theirs adds', () => {
    expect(clean(DIGITS_GRAPH, graph(OURS), `\ufeff${graph(THEIRS)}`)).toBe(`\ufeff${both}`);
  });
});

describe('empty lines', () => {
  it.each([
    ['are taken away', ['\n\nmodels:', '\nmodels:']],
    ['are put in', ['  copier: ', '\n  copier: ']],
    ['move behind what is put in', ['\n\nmodels:', '\n\n  spare: {like: encoder}\nmodels:']],
  ] as [string, Edit][])('%s by one side alone', (_, edit) => {
    expect(clean(DIGITS_GRAPH, graph(edit), graph(THEIRS))).toBe(graph(edit, THEIRS));
    expect(clean(DIGITS_GRAPH, graph(THEIRS), graph(edit))).toBe(graph(edit, THEIRS));
  });

  it('are those of ours where both change them', () => {
    const [ours, theirs] = [graph(['\n\nmodels:', '\nmodels:']), graph(['\n\nmodels:', '\n\n\nmodels:'])];
    expect(clean(DIGITS_GRAPH, ours, theirs)).toBe(ours);
    expect(clean(DIGITS_GRAPH, theirs, ours)).toBe(theirs);
  });
});

describe('comments', () => {
  it('stay in their column where both change the entry below', () => {
    const odd: Edit = ['  # Draws what was read\n', '     # Draws what was read\n'];
    const [own, other]: Edit[] = [
      ['{data: noisy, epochs: 2}', '{data: noisy, epochs: 3}'],
      ['    train: decoder\n', '    train: [decoder]\n'],
    ] as Edit[];
    expect(clean(graph(odd), graph(odd, own!), graph(odd, other!))).toBe(graph(odd, own!, other!));
  });

  it('of 70,000 lines that all differ are merged', () => {
    const lines = (word: string) => `# ${word}\n`.repeat(70_000);
    const written = (word: string) => lines(word) + DIGITS_GRAPH;
    expect(merge(written('a'), written('b'), written('c')).conflicts).toHaveLength(1);
    expect(clean(DIGITS_GRAPH, written('b'), written('c'))).toContain(lines('b'));
  });

  it('both add one above the same entry', () => {
    const text = clean(
      DIGITS_GRAPH,
      graph(['  head:\n', '  # one\n  head:\n']),
      graph(['  head:\n', '  # two\n  head:\n']),
    );
    expect(text).toBe(graph(['  head:\n', '  # one\n  # two\n  head:\n']));
  });

  it('one deletes a comment, the other changes the entry', () => {
    const text = clean(
      DIGITS_GRAPH,
      graph(['  # Draws what was read\n', '']),
      graph(['{data: noisy, epochs: 2}', '{data: noisy, epochs: 3}']),
    );
    expect(text).toBe(
      graph(['  # Draws what was read\n', ''], ['{data: noisy, epochs: 2}', '{data: noisy, epochs: 3}']),
    );
  });

  it('one moves a comment, the other adds one at the end of a section', () => {
    const moved: Edit[] = [
      ['  # Draws what was read\n', ''],
      ['    train: decoder\n', '    # Draws what was read\n    train: decoder\n'],
    ];
    const end: Edit = ['{Adam: 0.001}\n\nevaluate', '{Adam: 0.001}\n  # more to come\n\nevaluate'];
    expect(clean(DIGITS_GRAPH, graph(...moved), graph(end))).toBe(graph(...moved, end));
  });

  it('behind the last braces between brackets is not lost where the other side has a list in lines', () => {
    const lines = '      - Dense: 48\n      - {Dense: 32, name: latent} # the meeting place\n';
    const brackets = DIGITS_GRAPH.replace(
      / {4}layers:\n {6}- Flatten\n[^]*?# the meeting place\n/,
      `    layers:
      [
        Flatten,
        {Dense: {units: "\${width}", activation: relu}},
        {Dropout: 0.2},
        {Dense: 48},
        {Dense: 32, name: latent} # the meeting place
      ]
`,
    );
    expect(brackets).not.toContain(lines);
    const other = graph(['      - Dropout: 0.2\n', '      - Dropout: 0.3\n']);
    for (const [ours, theirs] of [
      [brackets, other],
      [other, brackets],
    ] as const) {
      const { text, clean: isClean } = merge(DIGITS_GRAPH, ours, theirs);
      expect(text).toContain('# the meeting place');
      expect(isClean).toBe(false);
    }
  });

  it('both change one in different ways: a conflict', () => {
    const { clean: isClean, conflicts } = merge(
      DIGITS_GRAPH,
      graph(['# the meeting place', '# here']),
      graph(['# the meeting place', '# there']),
    );
    expect({ isClean, conflicts }).toEqual({
      isClean: false,
      conflicts: [{ path: 'networks.encoder.layers.4', message: 'both change its comments or its form' }],
    });
  });

  it('a comment that one adds to what the other removes is not lost', () => {
    const { clean: isClean, text } = merge(
      DIGITS_GRAPH,
      graph(['    metrics: {accuracy: "accuracy(label, reader(image))"}\n', '']),
      graph(['    metrics: {accuracy', '    # what counts\n    metrics: {accuracy']),
    );
    expect(isClean).toBe(false);
    expect(text).toContain('=======\n    # what counts\n    metrics:');
  });
});

describe('places of all kinds', () => {
  it.each<[string, Edit[], Edit[]]>([
    [
      'profiles',
      [['epochs: 1\n', 'epochs: 2\n']],
      [['plan.draw.on.batch_size: 256', 'plan.draw.on.batch_size: 128']],
    ],
    ['params', [['default: 3', 'default: 4']], [['min: 1}', 'min: 1, help: passes}']]],
    [
      'data steps',
      [['normal(0, 0.5)', 'normal(0, 0.4)']],
      [['    from: mnist\n', '    from: mnist\n    draw: once\n']],
    ],
    [
      'evaluate',
      [['  digits_read:\n    on: mnist.test\n', '  digits_read:\n    on: mnist.train\n']],
      [
        [
          'accuracy(label, reader(image))\n\nreport',
          'accuracy(label, reader(image))\n    expect: ">= 0.9"\n\nreport',
        ],
      ],
    ],
    [
      'report',
      [['count: 12', 'count: 24']],
      [
        ['rows: [image, copier(image)]', 'rows: [image, copier(image), copier(noisy)]'],
        ['{on: mnist.test, rows', '{on: noisy.test, rows'],
      ],
    ],
    [
      'a layer in a loop',
      [['{units: "${units}", activation: relu}', '{units: "${units}", activation: tanh}']],
      [['for: {units: [64, 128]}', 'for: {units: [64, 256]}']],
    ],
    [
      'selectors that both add',
      [
        ['train: decoder', 'train: [decoder, encoder/latent]'],
        ['freeze: [{network: encoder, mode: weights}]\n    ', ''],
      ],
      [['epochs: 2}', 'epochs: 3}']],
    ],
  ])('%s', (_, ours, theirs) => {
    expect(clean(DIGITS_GRAPH, graph(...ours), graph(...theirs))).toBe(graph(...ours, ...theirs));
  });

  it('sections in another order, and an entry that is new', () => {
    const report = DIGITS_GRAPH.slice(DIGITS_GRAPH.indexOf('\nreport:'));
    const moved = graph([report, ''], ['\nevaluate:', `${report}\nevaluate:`]);
    const added: Edit = [
      '  copier: encoder -> decoder\n',
      '  copier: encoder -> decoder\n  again: encoder -> head\n',
    ];
    expect(clean(DIGITS_GRAPH, moved, graph(added))).toBe(edited(moved, added));
    expect(clean(DIGITS_GRAPH, graph(added), moved)).toBe(edited(moved, added));
  });

  it('anchors and aliases', () => {
    const base = graph(
      ['optimizer: {Adam: 0.001}\n    metrics', 'optimizer: &usual {Adam: 0.001}\n    metrics'],
      ['optimizer: {Adam: 0.001}\n\n', 'optimizer: *usual\n\n'],
    );
    const ours = edited(base, ['&usual {Adam: 0.001}', '&usual {Adam: 0.002}']);
    expect(clean(base, ours, edited(base, THEIRS))).toBe(edited(ours, THEIRS));
    // Ours writes out what the anchor was for, theirs uses it once more.
    const without = graph();
    const more = edited(base, [
      '\nevaluate:',
      '  more:\n    extends: draw\n    after: draw\n    optimizer: *usual\n\nevaluate:',
    ]);
    const { clean: isClean, text } = merge(base, without, more);
    expect(isClean).toBe(false);
    expect(text).toMatch(/^<<<<<<< ours/m);
  });

  it('versions that both add, without a base', () => {
    expect(
      clean(
        '',
        graph(['width: 64', 'width: 64\n  depth: 2']),
        graph(['count: 12}\n', 'count: 12}\n  - curves: [read]\n']),
      ),
    ).toBe(
      graph(['width: 64', 'width: 64\n  depth: 2'], ['count: 12}\n', 'count: 12}\n  - curves: [read]\n']),
    );
    const { clean: isClean, conflicts } = merge('', graph(OURS), graph(['seed: 7', 'seed: 9']));
    expect({ isClean, conflicts }).toEqual({
      isClean: false,
      conflicts: [{ path: 'seed', message: 'both add it: ours 8, theirs 9' }],
    });
  });

  it('what is no graph is not merged', () => {
    expect(merge('a: 1\n', 'a: 2\n', 'b: 1\n')).toMatchObject({
      clean: false,
      problem: 'the base is no graph: it has no key lagraph',
    });
    expect(merge(DIGITS_GRAPH, graph(OURS), 'lagraph: [1').text).toBeUndefined();
    expect(merge(DIGITS_GRAPH, graph(OURS), 'lagraph: [1').problem).toMatch(/^theirs can't be read: /);
  });

  it('markers of another size and with other labels', () => {
    const { text } = merge(DIGITS_GRAPH, graph(OURS), graph(['seed: 7', 'seed: 9']), {
      markerSize: 9,
      labels: { ours: 'HEAD', theirs: 'side' },
    });
    expect(text).toContain(
      '<<<<<<<<< HEAD: seed\nseed: 8\n||||||||| base\nseed: 7\n=========\nseed: 9\n>>>>>>>>> side\n',
    );
  });

  it('decisions tell what was taken from where', () => {
    const { decisions } = merge(
      DIGITS_GRAPH,
      graph(
        OURS,
        ['copier: encoder', 'painter: encoder'],
        ['copier(noisy)', 'painter(noisy)'],
        ['copier(image)', 'painter(image)'],
      ),
      graph(THEIRS, ['rows: [image, copier(image)]', 'rows: [copier(image), image]']),
    );
    expect(decisions.map(({ side, path, message }) => `${side} ${path}: ${message}`)).toEqual([
      "ours models.painter: renamed from copier, also in theirs' text (3 places)",
      'ours seed: 7 → 8',
      'theirs networks.encoder.layers.3.Dense: 48 → 50',
      'theirs report.0.translations.rows.0: removed: image',
      'theirs report.0.translations.rows.1: added: image',
    ]);
  });
});
