import { describe, expect, it } from 'vitest';
import { check, diff, type Program } from '../../src/index.js';
import { prepareRenameAt, renameAt, sameUpToNames } from '../../src/language-server/index.js';
import { load } from '../bench/import-bench-module.js';
import { analysed, applied, atCursor, editsOf, seedGraph, seedWith } from './graph-editing.js';

function renamed(marked: string, newName: string): string {
  const { analysis, position, text } = atCursor(marked);
  const answer = renameAt(analysis, position, newName);
  if (!answer || 'problem' in answer) throw new Error(answer?.problem ?? 'nothing is named here');
  return applied(analysis, text, editsOf(answer));
}

function refusal(marked: string, newName = 'other'): string | undefined {
  const { analysis, position } = atCursor(marked);
  const answer = renameAt(analysis, position, newName);
  return answer && 'problem' in answer ? answer.problem : undefined;
}

/** Phases that `lagraph diff` would have trained. */
const trainedFor = (before: Program, after: Program): string[] =>
  diff(before, after).cost.flatMap(({ phase, status }) => (status === 'kept' ? [] : [`${phase}: ${status}`]));

describe('rename', () => {
  it('follows networks into reports, and metrics into reference figures', () => {
    const marked = seedGraph.replace(
      '  - curves: [classify_mnist',
      '  - manifold: {model: mnist_decoder}\n  - plane: {on: mnist.test, at: mnist_enc¦oder(image)}\n  - curves: [classify_mnist',
    );
    expect(renamed(marked, 'reader')).toContain('at: reader(image)');
    const decoder = marked.replace('¦', '').replace('model: mnist_decoder', 'model: mnist_de¦coder');
    expect(renamed(decoder, 'painter')).toContain('manifold: {model: painter}');
    const figure = seedGraph.replace(
      /( {2}classify_mnist:\n[^]*? {4}metrics: \{)accuracy(: [^\n]*\n)/,
      '$1accu¦racy$2    reference: {val.accuracy: 0.99, accuracy: 0.9}\n',
    );
    expect(renamed(figure, 'right')).toContain('reference: {val.right: 0.99, right: 0.9}');
  });

  it('changes a network in models, selectors, expressions and paths of profiles', () => {
    const marked = seedGraph
      .replace('    train: linker\n', '    train: [linker/dense_1, linker]\n')
      .replace(
        'plan.denoise_mnist.on.steps_per_epoch',
        'networks.linker.layers.0.Dense.units: 250\n    plan.denoise_mnist.on.steps_per_epoch',
      )
      .replace('-> linker ->', '-> lin¦ker ->');
    const text = renamed(marked, 'joiner');
    expect(text).toContain('  joiner:\n    was: linker\n    input: signs_encoder\n');
    expect(text.replace('was: linker', '')).not.toMatch(/\blinker\b(?!})/);
    expect(text).toContain('train: [joiner/dense_1, joiner]');
    expect(text).toContain('networks.joiner.layers.0.Dense.units');
    expect(text).toContain('joiner(signs_encoder(sign.image))');
  });

  it('changes networks and layers in rates by name', () => {
    const marked = `lagraph: 1
data: {m: {source: mnist}}
networks:
  rea¦der: {input: [28, 28, 1], layers: [Flatten, {Dense: 10, name: code}]}
plan:
  p:
    train: reader
    on: m
    loss: mean_squared_error(label, reader(image))
    optimizer: Adam
    rates: {reader: 0.5, reader/*: 0.1, "reader/code": {rate: 0.2}}
`;
    const text = renamed(marked, 'other');
    expect(text).toContain('rates: {other: 0.5, other/*: 0.1, "other/code": {rate: 0.2}}');
    const layer = marked.replace('¦', '').replace('name: code', 'name: co¦de');
    expect(renamed(layer, 'last')).toContain('"reader/last": {rate: 0.2}');
  });

  it('changes networks, layers and weights in assignments', () => {
    const marked = `lagraph: 1
data: {m: {source: mnist}}
networks:
  st¦udent: {input: [28, 28, 1], layers: [Flatten, {Dense: 4, name: code}]}
  teacher: {like: student}
  memory: {weights: [4]}
plan:
  learn:
    train: student
    on: m
    loss: mean_squared_error(teacher(image), student(image))
    optimizer: Adam
    after_update:
      - ema: {target: teacher, of: student, decay: 0.9}
      - clip: {weights: [student/code, {network: student, until: code}], max: 1}
      - unit_norm: student/code/kernel
      - assign: {memory: "memory + mean(student(image), axis=0)"}
`;
    expect(renamed(marked, 'pupil').replace('was: student', '')).not.toMatch(/student/);
    const memory = marked.replace('¦', '').replace('memory: {w', 'mem¦ory: {w');
    expect(renamed(memory, 'queue')).toContain('assign: {queue: "queue + mean(');
    const layer = marked.replace('¦', '').replace('name: code', 'name: c¦ode');
    const text = renamed(layer, 'latent');
    for (const use of ['[student/latent,', 'until: latent}', 'unit_norm: student/latent/kernel'])
      expect(text).toContain(use);
  });

  it('changes networks, wires and layers in what a phase solves with', () => {
    const marked = `lagraph: 1
data: {m: {source: mnist}}
networks:
  st¦udent: {input: [28, 28, 1], layers: [Flatten, {Dense: 4, name: code}]}
plan:
  solve:
    train: student/code
    on: m
    wires: {seen: student(image).flatten}
    solve: {ridge: {inputs: seen, targets: "student(image) + 1"}}
  average:
    train: student/code
    on: m
    after: solve
    solve: {class_means: {inputs: student(image), labels: label}}
`;
    const text = renamed(marked, 'pupil').replace('was: student', '');
    expect(text).not.toMatch(/student/);
    expect(text).toContain('targets: "pupil(image) + 1"');
    const wire = renamed(marked.replace('¦', '').replace('{seen', '{se¦en'), 'flat');
    expect(wire).toContain('wires: {flat: ');
    expect(wire).toContain('inputs: flat, ');
  });

  it('changes parameters in arithmetic and in profiles, and leaves variables of loops that hide them', () => {
    const marked = `lagraph: 1
params: {width: 8, depth: 2}
profiles: {small: {width: 4}}
data: {m: {source: mnist}}
networks:
  a:
    input: [28, 28, 1]
    layers:
      - Flatten
      - Dense: "\${max(wid¦th, 2 * width) // depth}"
      - {for: {width: [3, 4]}, layers: [Dense: "\${width}"]}
      - Dense: {units: '\${width}'}
plan: {p: {train: a, on: m, loss: mse(0, a(image)), optimizer: Adam}}
`;
    const text = renamed(marked, 'units');
    expect(text).toContain('params: {units: 8');
    expect(text).toContain('small: {units: 4}');
    expect(text).toContain('"${max(units, 2 * units) // depth}"');
    expect(text).toContain('{for: {width: [3, 4]}, layers: [Dense: "${width}"]}');
    expect(text).toContain("units: '${units}'");
  });

  it.each([
    ['a name that is taken', '  linker:\n', '  ¦linker:\n', 'signs_head', 'stands twice'],
    ['no name', '  linker:\n', '  ¦linker:\n', 'a b', 'can not be a name'],
    ['true', '  linker:\n', '  ¦linker:\n', 'true', 'can not be its name'],
    ['a field of a source', 'digit.image', 'digit.¦image', 'picture', 'is a field of the source of `mnist`'],
    ['a field that is there', 'add: {noisy', 'add: {¦noisy', 'image', 'there is a field `image` already'],
    ['a split that others mean', 'split: {train', 'split: {¦train', 'most', 'has no split `train`'],
    [
      'a layer without a name',
      '    train: linker\n',
      '    train: linker/¦dense_1\n',
      'middle',
      'give the layer a name first',
    ],
  ])('is refused for %s', (_what, part, marked, newName, expected) => {
    expect(refusal(seedWith(part, marked), newName)).toContain(expected);
  });

  it('is refused where the graph can not be read', () => {
    expect(refusal(seedWith('  linker:\n', '  ¦linker: ]\n'))).toContain('mend its errors first');
    const { analysis, position } = atCursor(seedWith('loss: mean_sq', 'loss: ¦mean_sq'));
    expect(prepareRenameAt(analysis, position)).toBeNull();
  });

  it('renames beside errors that have nothing to do with it', () => {
    const text = renamed(
      seedWith('optimizer: {Adam: 0.001}', 'optimizer: {Adamm: 0.001}').replace('  linker:', '  ¦linker:'),
      'joiner',
    );
    expect(text).toContain('-> joiner ->');
  });

  it('keeps quotes, comments, and lines that end with CR LF', () => {
    const marked = seedGraph
      .replace('  linker:', "  'linker': # the linker")
      .replace('-> linker ->', '-> lin¦ker ->')
      .replace(/\n/g, '\r\n');
    const text = renamed(marked, 'joiner');
    expect(text).toContain("  'joiner': # the linker\r\n    was: linker\r\n    input:");
    expect(text.replace(/\r\n/g, '')).not.toMatch(/[\r\n]/);
  });

  it.each([
    ['a network', '  linker:\n', '  ¦linker:\n', '  other:\n    was: linker\n    input'],
    ['a phase', '  link:\n', '  ¦link:\n', '  other:\n    was: link\n    train'],
    ['a data set', '  noisy_mnist:\n', '  ¦noisy_mnist:\n', '  other:\n    was: noisy_mnist\n    from'],
    [
      'a data set in braces',
      '  signs_sheared:\n    from: signs\n',
      '  ¦signs_sheared:\n    from: signs\n',
      '  other:\n    was: signs_sheared\n    from',
    ],
    [
      'a field',
      'add: {noisy:',
      'add: {¦noisy:',
      'add: {other: {value: "clip(image + normal(0.5, 0.5), 0, 1)", was: noisy}}',
    ],
    [
      'a layer in braces',
      'name: latent}\n  mnist_head',
      'name: lat¦ent}\n  mnist_head',
      'name: other, was: latent}',
    ],
    [
      'a layer in lines',
      '- {Dense: {units: 32, activation: relu}, name: latent}',
      '- Dense: {units: 32, activation: relu}\n        name: lat¦ent',
      '        name: other\n        was: latent\n',
    ],
    [
      'a network of one line',
      '  denoising_encoder: {like: mnist_encoder}',
      '  denoising¦_encoder: {like: mnist_encoder}',
      '  other: {like: mnist_encoder, was: denoising_encoder}',
    ],
    ['a data set that draws nothing', '  mnist: {source', '  ¦mnist: {source', '  other: {source: mnist}'],
    [
      'a model, which draws nothing',
      '  denoiser: d',
      '  ¦denoiser: d',
      '  other: denoising_encoder -> mnist_decoder',
    ],
  ])('keeps what is trained: %s', (_what, part, marked, expected) => {
    const text = renamed(seedWith(part, marked), 'other');
    expect(text).toContain(expected);
    const before = check(seedWith(part, marked.replace('¦', '')), { file: 'g.yaml' });
    const after = check(text, { file: 'g.yaml' });
    expect(trainedFor(before.program!, after.program!)).toEqual([]);
    // The first name stays, and is taken out again where it becomes the name.
    const again = renamed(text.replace(/\bother\b/, '¦other'), 'third');
    expect(again.match(/was: \w+/g)).toEqual(text.match(/was: \w+/g));
    const old = /was: (\w+)/.exec(text)?.[1];
    if (old !== undefined) {
      const back = renamed(again.replace(/\bthird\b/, '¦third'), old);
      expect(back).not.toContain('was:');
      expect(trainedFor(before.program!, check(back, { file: 'g.yaml' }).program!)).toEqual([]);
    }
  });

  it('keeps the Program up to the name, for names of every kind in every graph of the repository', async () => {
    const { graphs } = await load<{ graphs(): { file: string; text: string }[] }>('fuzzing/corpus.mjs');
    let count = 0;
    for (const { file, text } of graphs()) {
      const analysis = analysed(text);
      const { program } = analysis.checked();
      if (!program) continue;
      const seen = new Map<string, Set<string>>();
      for (const { symbol, start } of analysis.occurrences()) {
        const id = `${symbol.kind} ${symbol.owner} ${symbol.name}`;
        // A part named otherwise leaves `train` uncut, or stands beside the source's own `test`.
        if (symbol.kind === 'split') continue;
        const ofKind = seen.get(symbol.kind) ?? new Set();
        if (ofKind.has(id) || ofKind.size >= 1) continue;
        seen.set(symbol.kind, ofKind.add(id));
        const position = analysis.position(start);
        const prepared = prepareRenameAt(analysis, position);
        if (prepared && 'problem' in prepared) continue;
        const answer = renameAt(analysis, position, 'renamed_thing');
        if (!answer || 'problem' in answer) throw new Error(`${file}: ${id}: ${answer?.problem}`);
        const result = check(applied(analysis, text, editsOf(answer)), { file });
        const old = symbol.name.slice(symbol.name.lastIndexOf('.') + 1);
        expect(
          result.program && sameUpToNames(program, result.program, [old, 'renamed_thing']),
          `${file}: ${id}`,
        ).toBe(true);
        expect(trainedFor(program, result.program!)).toEqual([]);
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(80);
  });
});
