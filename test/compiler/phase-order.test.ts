/** Phases are ordered by what they use, in whatever order they are written. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Program } from '../../src/compiler/index.js';
import { check, compile } from '../../src/index.js';

/** One phase for each network. `uses[i]` are the networks that the phase of network i uses besides its own. */
interface Plan {
  uses: readonly (readonly number[])[];
  /** The order in which networks and phases are written. */
  written: readonly number[];
}

function graph({ uses, written }: Plan): string {
  const networks = written.map((i) => `  n${i}: {input: [28, 28, 1], layers: [Flatten, {Dense: 1}]}\n`);
  const phases = written.map((i) => {
    const sum = [i, ...uses[i]!].map((used) => `n${used}(image)`).join(' + ');
    return `  p${i}: {train: n${i}, on: digits, optimizer: Adam, loss: "mean(${sum})"}\n`;
  });
  return `lagraph: 1\nname: order\ndata: {digits: {source: mnist}}\nnetworks:\n${networks.join('')}plan:\n${phases.join('')}`;
}

/** Networks 0 to n - 1, each of which may use those of smaller numbers. */
const plans = fc.integer({ min: 1, max: 8 }).chain((count) =>
  fc.record({
    uses: fc.tuple(...Array.from({ length: count }, (_, i) => fc.subarray([...Array(i).keys()]))),
    written: fc.shuffledSubarray([...Array(count).keys()], { minLength: count }),
  }),
);

const byName = (program: Program) => new Map(program.phases.map((phase) => [phase.name, phase]));

describe('a plan', () => {
  it('is put in an order in which each phase finds what it uses', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const program = compile(graph(plan));
        const places = new Map(program.phases.map(({ name }, place) => [name, place]));
        const phases = byName(program);
        expect(phases.size).toBe(plan.uses.length);
        plan.uses.forEach((uses, i) => {
          const phase = phases.get(`p${i}`)!;
          expect([...phase.dependsOn].sort()).toEqual(uses.map((used) => `p${used}`).sort());
          for (const before of phase.dependsOn) {
            expect(places.get(before)).toBeLessThan(places.get(phase.name)!);
          }
          const from = Object.fromEntries(phase.networks.map(({ name, from: by }) => [name, by]));
          expect(from).toEqual({
            [`n${i}`]: null,
            ...Object.fromEntries(uses.map((used) => [`n${used}`, `p${used}`])),
          });
        });
      }),
      { numRuns: 60 },
    );
  });

  it('is kept as it is written, where that is possible', () => {
    fc.assert(
      fc.property(plans, ({ uses }) => {
        const program = compile(graph({ uses, written: [...uses.keys()] }));
        expect(program.phases.map(({ name }) => name)).toEqual(uses.map((_, i) => `p${i}`));
      }),
      { numRuns: 20 },
    );
  });

  it('with a circle is refused, naming phases that are in it', () => {
    fc.assert(
      fc.property(plans, fc.nat(), fc.nat(), ({ uses, written }, a, b) => {
        const [low, high] = [a % uses.length, b % uses.length].sort((x, y) => x - y) as [number, number];
        fc.pre(low < high);
        const circular = uses.map((list, i) =>
          i === high ? [...new Set([...list, low])] : i === low ? [...list, high] : list,
        );
        const { diagnostics, program } = check(graph({ uses: circular, written }));
        expect(program).toBeUndefined();
        const errors = diagnostics.filter(({ severity }) => severity === 'error');
        expect(errors.map(({ code }) => code)).toEqual(['circular-plan']);
        const circle = [...errors[0]!.message.matchAll(/`p(\d)`/g)].map(([, number]) => Number(number));
        expect(circle.at(0)).toBe(circle.at(-1));
        circle.slice(1).forEach((to, at) => expect(circular[circle[at]!]).toContain(to));
      }),
      { numRuns: 60 },
    );
  });
});

describe('several phases that train one network', () => {
  const text = (more: string) => `lagraph: 1
name: turns
data: {digits: {source: mnist}}
networks:
  body: {input: [28, 28, 1], layers: [Flatten, {Dense: 4}]}
  head: {input: body, layers: [{Dense: 1}]}
plan:
  use: {train: head, on: digits, optimizer: Adam, loss: "mean(head(body(image)))"}
  tune: {train: body, after: first, on: digits, optimizer: Adam, loss: "mean(body(image))"}
  first: {train: body, on: digits, optimizer: Adam, loss: "mean(square(body(image)))"}
${more}`;

  it('give it to who comes last, and to their readers as they leave it', () => {
    const program = compile(text('evaluate: {size: {on: digits.test, measure: "mean(body(image))"}}\n'));
    expect(program.phases.map(({ name }) => name)).toEqual(['first', 'tune', 'use']);
    const phases = byName(program);
    expect(phases.get('tune')!.networks).toEqual([{ name: 'body', from: 'first' }]);
    expect(phases.get('use')!.networks).toEqual([
      { name: 'body', from: 'tune' },
      { name: 'head', from: null },
    ]);
    expect(phases.get('use')!.dependsOn).toEqual(['tune']);
    expect(program.evaluations[0]!.networks).toEqual([{ name: 'body', from: 'tune' }]);
  });

  it('may be read in between, by who says so', () => {
    const between = text(
      '  between: {train: other, after: first, on: digits, optimizer: Adam, loss: "mean(other(body(image)))"}\n',
    )
      .replace(
        'after: first, on: digits, optimizer: Adam, loss: "mean(body',
        'after: between, on: digits, optimizer: Adam, loss: "mean(body',
      )
      .replace('  head:', '  other: {input: body, layers: [{Dense: 1}]}\n  head:');
    const program = compile(between);
    expect(program.phases.map(({ name }) => name)).toEqual(['first', 'between', 'tune', 'use']);
    expect(byName(program).get('between')!.networks[0]).toEqual({ name: 'body', from: 'first' });
  });

  it('may have the name of a network that another begins with', () => {
    const program = compile(
      text(
        '  body: {train: twin, start: {twin: body}, on: digits, optimizer: Adam, loss: "mean(twin(image))"}\n  again: {train: twin, start: {twin: body}, after: body, on: digits, optimizer: Adam, loss: "mean(twin(image))"}\n',
      ).replace('  head:', '  twin: {like: body}\n  head:'),
    );
    const phases = byName(program);
    // The phase can't start from itself; the one after it starts from its result.
    expect(phases.get('body')!.start).toEqual([{ network: 'twin', of: 'body', from: 'tune' }]);
    expect(phases.get('again')!.start).toEqual([{ network: 'twin', of: 'twin', from: 'body' }]);
  });

  it('may begin with copies of what others left', () => {
    const program = compile(
      text(
        '  copy: {train: twin, start: {twin: body}, on: digits, optimizer: Adam, loss: "mean(twin(image))"}\n  old: {train: body, start: {body: first}, after: copy, on: digits, optimizer: Adam, loss: "mean(body(image))"}\n',
      )
        .replace('  head:', '  twin: {like: body}\n  head:')
        .replace('{train: head, on', '{train: head, after: old, on'),
    );
    const phases = byName(program);
    expect(phases.get('copy')!.start).toEqual([{ network: 'twin', of: 'body', from: 'tune' }]);
    expect(phases.get('old')!.start).toEqual([{ network: 'body', of: 'body', from: 'first' }]);
    expect(phases.get('use')!.networks[0]).toEqual({ name: 'body', from: 'old' });
  });

  it('may not begin with a copy of a model', () => {
    const { diagnostics } = check(
      text(
        '  copy: {train: twin, start: {twin: reader}, on: digits, optimizer: Adam, loss: "mean(twin(image))"}\n',
      )
        .replace('  head:', '  twin: {like: body}\n  head:')
        .replace('plan:', 'models:\n  reader: body -> head\nplan:'),
    );
    expect(
      diagnostics.map(({ code, message, suggestion }) => `${code}: ${message}; ${suggestion?.message}`),
    ).toEqual([
      'unknown-network: `reader` is a model, and `start` copies weights from network to network; name one of its networks: body, head',
    ]);
  });
});
