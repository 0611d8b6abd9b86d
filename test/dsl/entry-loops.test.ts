import { describe, expect, it } from 'vitest';
import { check } from '../../src/index.js';

const graph = (sections: Record<string, string>): string => {
  const all: Record<string, string> = {
    data: 'mnist: {source: mnist}',
    networks: 'head: {input: [28, 28, 1], layers: [Flatten, {Dense: 4}]}',
    plan: 'fit: {train: head, on: mnist, loss: mean(head(image)), optimizer: Adam}',
    ...sections,
  };
  return `lagraph: 1\nname: loops\n${Object.entries(all)
    .map(([name, body]) => `${name}:\n${body.replace(/^/gm, '  ')}\n`)
    .join('')}`;
};

const resolved = (sections: Record<string, string>) => {
  const { document, diagnostics } = check(graph(sections));
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return document!.resolved as Record<string, Record<string, unknown>>;
};

const faults = (sections: Record<string, string>): string[] => {
  const text = graph(sections);
  return check(text).diagnostics.map(({ code, range }) => `${code} ${text.slice(range!.start, range!.end)}`);
};

describe('an entry whose name holds a variable', () => {
  it('stands once for each value, side by side', () => {
    const { networks } = resolved({
      networks: `head: {input: [28, 28, 1], layers: [Flatten, {Dense: 4}]}
tail_\${d}:
  for: {d: [a, b], units: [1, 2]}
  input: head
  layers: [{Dense: "\${units}"}]`,
      models: 'both: head -> tail_a',
      plan: 'fit: {train: [tail_a, tail_b], untrained: true, on: mnist, loss: "mean(tail_a(head(image))) + mean(tail_b(head(image)))", optimizer: Adam}',
    });
    expect(networks).toMatchObject({
      tail_a: { input: 'head', layers: [{ Dense: 1 }] },
      tail_b: { input: 'head', layers: [{ Dense: 2 }] },
    });
  });

  it('goes each with each over a list of variables, later ones by earlier ones, and leaves out rounds', () => {
    const { models } = resolved({
      params: 'all: [1, 2, 3]',
      models: `from_\${a}_to_\${b}:
  for: [{a: "\${all}"}, {b: ["\${a * 10}", 2]}]
  where: ["\${a} != 3", "\${b} > \${a}"]
  value: head(picture) * \${b}`,
    });
    expect(models).toEqual({
      from_1_to_10: 'head(picture) * 10',
      from_1_to_2: 'head(picture) * 2',
      from_2_to_20: 'head(picture) * 20',
    });
  });

  it('stands in maps inside of entries, and in lists', () => {
    const { plan, report } = resolved({
      plan: `fit:
  train: [{for: {n: [head]}, each: "\${n}"}]
  on: mnist
  wires: {"w_\${i}": {for: {i: [1, 2]}, value: "head(image) * \${i}"}}
  losses: {"l_\${i}": {for: {i: [1, 2]}, value: "mean(w_\${i})", weight: "\${i / 2}"}}
  optimizer: Adam`,
      report: `- for: {n: [3, 5]}
  name: rows_\${n}
  rows: {on: mnist.test, images: {image: image}, count: "\${n}"}`,
    });
    expect(plan!.fit).toMatchObject({
      train: ['head'],
      wires: { w_1: 'head(image) * 1', w_2: 'head(image) * 2' },
      losses: { l_1: { value: 'mean(w_1)', weight: 0.5 }, l_2: { value: 'mean(w_2)', weight: 1 } },
    });
    expect(report).toMatchObject([{ name: 'rows_3' }, { name: 'rows_5', rows: { count: 5 } }]);
  });

  it('may hold a parameter alone', () => {
    expect(
      Object.keys(resolved({ params: 'size: 4', models: 'by_${size}: head(picture) * ${size}' }).models!),
    ).toEqual(['by_4']);
  });

  it.each<[string, Record<string, string>, string[]]>([
    [
      'names that come out the same',
      { models: 'm_${a}: {for: [{a: [1, 2]}, {b: [1, 2]}], value: head(picture)}' },
      ['duplicate-key m_${a}'],
    ],
    [
      'a variable that is none',
      { models: 'm_${b}: {for: {a: [1, 2]}, value: head(picture)}' },
      ['unknown-parameter b'],
    ],
    [
      'a condition that compares nothing',
      { models: 'm_${a}: {for: {a: [1]}, where: "${a}", value: head(picture)}' },
      ['bad-reference "${a}"'],
    ],
    ['a loop of no lists', { models: 'm_${a}: {for: {a: 3}, value: head(picture)}' }, ['wrong-type 3']],
    [
      'a phase whose name holds no variable',
      { plan: 'fit: {for: {a: [1, 2]}, train: head, on: mnist, loss: mean(head(image)), optimizer: Adam}' },
      ['unknown-key for'],
    ],
  ])('%s', (_what, sections, expected) => {
    expect(faults(sections)).toEqual(expected);
  });

  it('makes no more than the language takes', () => {
    const ten = '[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]';
    const loops = 'abcdef'.split('').map((name) => `{${name}: ${ten}}`);
    const name = 'abcdef'.replace(/./g, '_${$&}');
    expect(
      faults({ models: `m${name}: {for: [${loops.join(', ')}], value: head(picture)}` }).map(
        (fault) => fault.split(' ', 1)[0],
      ),
    ).toEqual(['out-of-range']);
  });
});
