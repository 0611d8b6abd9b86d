/** What assignments mean for the rest of a graph: keys of results, the order of phases, parts, and what differs. */
import { describe, expect, it } from 'vitest';
import type { Phase } from '../../src/compiler/index.js';
import { diff, renderDiffText } from '../../src/diff/index.js';
import { check, compile } from '../../src/index.js';
import { replace } from '../diff/edits.js';
import { partsOf } from '../support/read-parts.js';

const GRAPH = `lagraph: 1
data: {digits: {source: mnist}}
networks:
  student:
    input: [28, 28, 1]
    layers: [Flatten, {Dense: 4, name: code}, BatchNormalization, {Dense: 3}]
  teacher: {like: student}
  memory: {weights: [3]}
  head: {input: student, layers: [{Dense: {units: 10, activation: softmax}}]}
plan:
  follow:
    train: student
    start: {teacher: student}
    on: {data: digits, epochs: 4}
    wires: {z: student(image)}
    loss: mean_squared_error(teacher(image), z)
    optimizer: {Adam: 0.001}
    after_update:
      - ema: {target: teacher, of: student, decay: 0.9}
      - clip: {weights: student, min: -1, max: 1}
      - assign: {memory: "0.9 * memory + 0.1 * mean(z, axis=0)"}
  read:
    train: head
    on: digits
    loss: categorical_crossentropy(label, head(teacher(image) + memory))
    optimizer: {Adam: 0.001}
`;

const program = compile(GRAPH);
const phase = (name: string, text = GRAPH): Phase => compile(text).phases.find((one) => one.name === name)!;
const edited = (...changes: (readonly [from: string | RegExp, to: string])[]): string =>
  changes.reduce((text, [from, to]) => replace(text, from, to), GRAPH);

describe('what is assigned', () => {
  it('is changed by the phase: others take it from there, and nothing of it is frozen', () => {
    expect(phase('read').networks).toEqual(
      expect.arrayContaining([
        { name: 'teacher', from: 'follow' },
        { name: 'memory', from: 'follow' },
      ]),
    );
    expect(phase('read').dependsOn).toEqual(['follow']);
    expect(phase('follow').frozen).toEqual([]);
    expect(phase('follow').fingerprint.networks).toEqual(expect.arrayContaining(['teacher', 'memory']));
  });

  it('leaves out what is frozen, and does not move it', () => {
    const held = phase(
      'follow',
      edited(['    optimizer: {Adam', '    freeze: student/code\n    optimizer: {Adam']),
    );
    expect(held.frozen).toEqual(['student/code/kernel', 'student/code/bias']);
    const [clip] = held.updates[0]!.assignments!.filter(({ kind }) => kind === 'clip');
    expect(JSON.stringify(clip)).not.toContain('student/code');
  });

  it('is taken over by a phase that extends another, and replaced as a whole', () => {
    const more = (body: string) =>
      `${GRAPH}  again:\n    extends: follow\n    after: read\n    start: {}\n    ${body}\n`;
    const kinds = (text: string) =>
      (phase('again', text).updates[0]!.assignments ?? []).map(({ kind }) => kind);
    expect(kinds(more('optimizer: SGD'))).toEqual(['ema', 'clip', 'assign']);
    expect(kinds(more('after_update: {clip: {weights: student, max: 1}}'))).toEqual(['clip']);
    expect(kinds(more('after_update: []\n    untrained: true'))).toEqual([]);
  });
});

describe('the key of a result', () => {
  const keyOf = (text: string) => phase('follow', text).fingerprint.weights;

  it.each<[string, ...(readonly [string | RegExp, string])[]]>([
    ['other names', [/\bteacher\b/g, 'slow'], [/\bmemory\b/g, 'centre']],
    ['a wire written out', ['mean(z, axis=0)', 'mean(student(image), axis=0)']],
    ['a list of one', ['of: student,', 'of: [student],']],
    ['a decay as a formula', ['decay: 0.9', 'decay: "1.8 / 2"']],
  ])('stays with %s', (_, ...changes) => {
    const was = changes.some(([, to]) => to === 'centre')
      ? [
          ['  centre: {weights: [3]}', '  centre: {weights: [3], was: memory}'] as const,
          ['{like: student}', '{like: student, was: teacher}'] as const,
        ]
      : [];
    expect(keyOf(edited(...changes, ...was))).toBe(keyOf(GRAPH));
  });

  it.each<[string, readonly [string | RegExp, string]]>([
    ['another decay', ['decay: 0.9', 'decay: 0.91']],
    ['another bound', ['min: -1', 'min: -2']],
    [
      'a longer stretch',
      [
        '- clip: {weights: student, min: -1, max: 1}',
        '- {clip: {weights: student, min: -1, max: 1}, every: 2}',
      ],
    ],
    ['another value', ['0.1 * mean', '0.2 * mean']],
    ['another order', [/( {6}- ema:.*\n)( {6}- clip:.*\n)/, '$2$1']],
    ['fewer weights', ['clip: {weights: student,', 'clip: {weights: student/code,']],
    ['a value of the wire as it is in the update', ['"0.9 * memory', '"0.9 * old']],
  ])('changes with %s', (_, change) => {
    const text = edited(change).replace(
      'wires: {z: student(image)}',
      'wires: {z: student(image), old: memory * 1}',
    );
    expect(keyOf(text)).not.toBe(
      keyOf(GRAPH.replace('wires: {z: student(image)}', 'wires: {z: student(image), old: memory * 1}')),
    );
  });
});

describe('a part with assignments', () => {
  it('has its names under its namespace, and the phase that assigns to what is needed', () => {
    const text = `lagraph: 1
imports: {p: part.yaml}
evaluate: {size: {on: p.digits.test, measure: mean(p.teacher(image) + p.memory)}}
`;
    const { program: whole, diagnostics } = check(text, { readPart: partsOf({ 'part.yaml': GRAPH }) });
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    const follow = whole!.phases.find(({ name }) => name === 'p.follow')!;
    const [ema, clip, assign] = follow.updates[0]!.assignments!;
    expect(JSON.stringify(ema)).toContain('p.teacher/code/kernel');
    expect(JSON.stringify(clip)).toContain('p.student/code/kernel');
    expect(assign).toMatchObject({ weight: 'p.memory' });
    expect(follow.fingerprint.weights).toBeDefined();
  });
});

describe('diff', () => {
  const told = (...changes: (readonly [string | RegExp, string])[]) =>
    renderDiffText(diff(program, compile(edited(...changes))));

  it('tells of assignments, and that they train', () => {
    expect(told(['decay: 0.9', 'decay: "0.9 + 0.1 * progress"'])).toBe(`plan
  ~ follow: assignments teacher averages student, decay 0.9 → teacher averages student, decay 0.9 + 0.1 * progress
to train: follow (its assignments)
kept if follow comes out the same: read
`);
  });

  it('tells of those that are new, gone, or in another order', () => {
    const text = told(
      [/ {6}- clip:.*\n/, ''],
      ['decay: 0.9}', 'decay: 0.9}\n      - unit_norm: student/code/kernel'],
    );
    expect(text).toContain('student/code/kernel scaled to norm 1 over axes [0]');
    expect(text).toContain('student held between -1 and 1');
    expect(told([/( {6}- ema:.*\n)( {6}- clip:.*\n)/, '$2$1'])).toContain('in this order');
    expect(told(['0.1 * mean', '0.2 * mean'])).toContain(
      'memory = 0.9 * memory + 0.2 * mean(student(image), axis=0)',
    );
  });
});
