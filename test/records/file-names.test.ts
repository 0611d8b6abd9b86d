/** File names made of names: short enough for file systems, and distinct on all of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkGraph } from '../../src/compiler/index.js';
import { uniqueDirectoryNames } from '../../src/runtime/index.js';

const graph = (name: string) => `lagraph: 1
data: {mnist: {source: mnist}}
networks: {${name}: {input: [28, 28, 1], layers: [Flatten, {Dense: {units: 10, activation: softmax}}]}}
plan:
  t:
    train: ${name}
    on: {data: mnist, epochs: 1}
    loss: categorical_crossentropy(label, ${name}(image))
    optimizer: {SGD: 0.1}
`;

const check = (name: string) => checkGraph(graph(name), 'graph.yaml', { overrides: [] }).diagnostics;

describe('a name', () => {
  it('may have a hundred characters', () => {
    expect(check('n'.repeat(100))).toEqual([]);
  });

  it('of more is told at its place', () => {
    const [first] = check('n'.repeat(101));
    expect(first).toMatchObject({
      code: 'bad-name',
      suggestion: { message: 'names have at most 100 characters' },
    });
    expect(graph('n'.repeat(101)).slice(first!.range!.start, first!.range!.end)).toBe('n'.repeat(101));
  });
});

describe('folders', () => {
  const names = fc.uniqueArray(
    fc.oneof(
      fc.stringMatching(/^[aAbB_]{1,3}$/),
      fc.constantFrom('con', 'CON', 'Con', 'nul', 'aux', 'com1', 'constructor', '__proto__', 'console'),
    ),
    { minLength: 1 },
  );

  it('have names of their own wherever upper and lower case are one, and none of a device', () => {
    fc.assert(
      fc.property(names, (all) => {
        const folders = [...uniqueDirectoryNames(all).values()];
        expect(new Set(folders.map((folder) => folder.toLowerCase())).size).toBe(all.length);
        for (const folder of folders) expect(folder).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)$/i);
      }),
    );
  });

  it('are called as what is in them where that is possible', () => {
    expect([...uniqueDirectoryNames(['encoder', 'Encoder', 'decoder', 'aux'])]).toEqual([
      ['encoder', 'encoder'],
      ['Encoder', 'Encoder~1'],
      ['decoder', 'decoder'],
      ['aux', 'aux~1'],
    ]);
  });
});
