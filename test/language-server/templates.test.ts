/** Templates, and names that loops make, in an editor. */
import { describe, expect, it } from 'vitest';
import { definitionAt, hoverAt, referencesAt, renameAt } from '../../src/language-server/index.js';
import { applied, atCursor, completed, editsOf, labels } from './graph-editing.js';

const GRAPH = `lagraph: 1
params:
  sides: [left, right]
templates:
  block:
    help: a dense layer and dropout
    params: {units: {type: number}, rate: {default: 0.1, help: how much is dropped}}
    layers:
      - Dense: {units: "\${units}"}
      - Dropout: "\${rate}"
  domain:
    params: {on: {type: text}, width: 16}
    networks:
      encoder: {input: [28, 28, 1], layers: [Flatten, {use: block, with: {units: "\${width}"}}]}
      decoder: {input: encoder, layers: [{Dense: 784}, {Reshape: [28, 28, 1]}]}
    plan:
      learn:
        train: [encoder, decoder]
        on: "\${on}"
        loss: mean_squared_error(image, decoder(encoder(image)))
        optimizer: Adam
imports:
  first: {use: domain, with: {on: mnist}}
  second: {use: domain, with: {on: mnist, width: 8}}
data:
  mnist: {source: mnist}
networks:
  tail_\${side}:
    for: {side: "\${sides}"}
    input: [28, 28, 1]
    layers: [Flatten, {use: block, with: {units: 4}}]
models:
  across: first.encoder -> second.decoder
plan:
  tails:
    train: [tail_left, tail_right]
    on: mnist
    loss: mean(tail_left(image)) + mean(tail_right(image)) + mean(across(image))
    optimizer: Adam
evaluate:
  far: {on: mnist.test, measure: "mean(tail_right(image))"}
`;

const at = (part: string, marked: string): ReturnType<typeof atCursor> => {
  if (!GRAPH.includes(part)) throw new Error(`there is no ${part}`);
  return atCursor(GRAPH.replace(part, () => marked));
};

const lines = (part: string, marked: string, find: typeof definitionAt): string[] => {
  const { analysis, position, text } = at(part, marked);
  return find(analysis, position).map(({ range }) => text.split('\n')[range.start.line]!.trim());
};

describe('definition', () => {
  it.each([
    ['a template', '{use: block, with: {units: 4}}', '{use: blo¦ck, with: {units: 4}}', 'block:'],
    [
      'a parameter that a use gives',
      'with: {units: 4}',
      'with: {un¦its: 4}',
      'params: {units: {type: number}, rate: {default: 0.1, help: how much is dropped}}',
    ],
    [
      'a parameter in the text of a template',
      '"${rate}"',
      '"${ra¦te}"',
      'params: {units: {type: number}, rate: {default: 0.1, help: how much is dropped}}',
    ],
    [
      'what a template of entries declares',
      'second.decoder',
      'second.deco¦der',
      'decoder: {input: encoder, layers: [{Dense: 784}, {Reshape: [28, 28, 1]}]}',
    ],
    [
      'the same inside of the template',
      'decoder(encoder(image))',
      'decoder(enc¦oder(image))',
      'encoder: {input: [28, 28, 1], layers: [Flatten, {use: block, with: {units: "${width}"}}]}',
    ],
    ['a name that a loop makes', 'mean(tail_left(image))', 'mean(tail_¦left(image))', 'tail_${side}:'],
    ['one in a list', 'train: [tail_left', 'train: [tail¦_left', 'tail_${side}:'],
  ])('of %s', (_what, part, marked, expected) => {
    expect(lines(part, marked, definitionAt)).toEqual([expected]);
  });
});

describe('references', () => {
  const references: typeof definitionAt = (analysis, position) => referencesAt(analysis, position, true);

  it.each([
    ['a template', '  block:', '  bl¦ock:', 3],
    ['a parameter', '"${rate}"', '"${ra¦te}"', 2],
    ['a network of every use', '      decoder: {input', '      deco¦der: {input', 4],
    ['a network of one use, which all have', 'second.decoder', 'second.deco¦der', 4],
    ['the names that a loop makes', '  tail_${side}:', '  ta¦il_${side}:', 6],
  ])('to %s', (_what, part, marked, count) => {
    expect(lines(part, marked, references)).toHaveLength(count);
  });
});

describe('renaming', () => {
  const renamed = (part: string, marked: string, name: string): string => {
    const { analysis, position, text } = at(part, marked);
    const answer = renameAt(analysis, position, name);
    if (!answer || 'problem' in answer) throw new Error(answer?.problem ?? 'nothing is named here');
    return applied(analysis, text, editsOf(answer));
  };

  it('changes a template, and its parameters, wherever they are used', () => {
    const template = renamed('  block:', '  bl¦ock:', 'step');
    expect(template).not.toMatch(/\bblock\b/);
    expect(template.match(/\bstep\b/g)).toHaveLength(3);
    const param = renamed('"${rate}"', '"${ra¦te}"', 'share');
    expect(param).toContain('share: {default: 0.1');
    expect(param).toContain('Dropout: "${share}"');
    expect(renamed('with: {units: 4}', 'with: {un¦its: 4}', 'size').match(/\bsize\b/g)).toHaveLength(4);
  });

  it('changes what a template declares under all of its namespaces', () => {
    const text = renamed('second.decoder', 'second.deco¦der', 'painter');
    expect(text).toContain('across: first.encoder -> second.painter');
    expect(text).toContain('train: [encoder, painter]');
    expect(text).not.toContain('decoder');
  });

  it('does not change a name that a loop makes', () => {
    expect(() => renamed('mean(tail_left(image))', 'mean(tail_¦left(image))', 'x')).toThrow(
      /variables of a loop/,
    );
  });
});

describe('hover', () => {
  const hover = (part: string, marked: string): string => {
    const { analysis, position } = at(part, marked);
    return (hoverAt(analysis, position)!.contents as { value: string }).value;
  };

  it('tells what a template makes and takes', () => {
    const text = hover('{use: block, with: {units: 4}}', '{use: blo¦ck, with: {units: 4}}');
    expect(text).toContain('**block** (template: layers)');
    expect(text).toContain('a dense layer and dropout');
    expect(text).toContain('- `units`, number\n- `rate`, 0.1 by default');
    expect(hover('"${rate}"', '"${ra¦te}"')).toContain('parameter of the template `block`), 0.1 by default');
  });

  it('tells what a loop makes under a name', () => {
    expect(hover('mean(tail_left(image))', 'mean(tail_¦left(image))')).toContain('**tail_left** (network');
  });
});

describe('completion', () => {
  const offered = (part: string, marked: string): string[] => labels(GRAPH.replace(part, () => marked));

  it('offers templates, and their parameters', () => {
    expect(offered('{use: block, with: {units: 4}}', '{use: ¦, with: {units: 4}}')).toEqual([
      'block',
      'domain',
    ]);
    expect(offered('{use: block, with: {units: 4}}', '{use: block, with: {¦}}')).toEqual(['units', 'rate']);
    expect(offered('with: {on: mnist, width: 8}', 'with: {on: mnist, ¦}')).toEqual(['width']);
    expect(completed(GRAPH.replace('with: {units: 4}', 'with: {un¦}'), 'units')).toContain('with: {units: }');
  });

  it('offers parameters in the text of a template, before those of the graph', () => {
    expect(offered('"${rate}"', '"${¦}"').slice(0, 3).sort()).toEqual(['rate', 'sides', 'units']);
  });

  it('offers `use` where a template can stand', () => {
    expect(
      offered('    input: [28, 28, 1]\n    layers: [Flatten, {use: block, with: {units: 4}}]\n', '    ¦\n'),
    ).toContain('use');
  });

  it('offers the keys of what a template makes', () => {
    expect(labels(`lagraph: 1\ntemplates:\n  t:\n    phase:\n      ¦\n`)).toContain('train');
  });

  it('offers names that loops make', () => {
    const names = offered('mean(tail_left(image))', 'mean(ta¦)');
    expect(names).toEqual(expect.arrayContaining(['tail_left', 'tail_right', 'first.encoder']));
    expect(names).not.toContain('tail_${side}');
  });
});
