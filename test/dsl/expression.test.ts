import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDiagnosticCollector } from '../../src/diagnostics/index.js';
import { parseExpression, printExpression } from '../../src/dsl/expression/index.js';
import type { Expression } from '../../src/dsl/index.js';

const range = (start: number, end: number) => ({ file: 'e', start, end });

function parse(text: string) {
  const { report, diagnostics } = createDiagnosticCollector();
  return { expression: parseExpression(text, range, report), diagnostics };
}

/** The expression without source ranges. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, part]) => !['range', 'nameRange', 'memberRange'].includes(key) && part !== undefined)
      .map(([key, part]) => [key, bare(part)]),
  );
}

const at = range(0, 0);
const name = fc.constantFrom('image', 'z', 'sign.image', 'encoder', 'a_1');
const word = fc.constantFrom('f', 'mean', 'net', 'z_mean');
const { tree } = fc.letrec<{ tree: Expression }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .map((value): Expression => ({ kind: 'number', value: Object.is(value, -0) ? 0 : value, range: at })),
    name.map((each): Expression => ({ kind: 'name', name: each, range: at })),
    fc.record({
      kind: fc.constant('binary' as const),
      operator: fc.constantFrom('+' as const, '-' as const, '*' as const, '/' as const, '**' as const),
      left: tie('tree'),
      right: tie('tree'),
      range: fc.constant(at),
    }),
    fc.record({
      kind: fc.constant('slice' as const),
      object: tie('tree'),
      items: fc.array(
        fc.oneof(
          fc.record({ kind: fc.constant('index' as const), at: tie('tree'), range: fc.constant(at) }),
          fc.record(
            {
              kind: fc.constant('span' as const),
              start: tie('tree'),
              stop: tie('tree'),
              step: tie('tree'),
              range: fc.constant(at),
            },
            { requiredKeys: ['kind', 'range'] },
          ),
          fc.record({
            kind: fc.constantFrom('ellipsis' as const, 'new_axis' as const),
            range: fc.constant(at),
          }),
        ),
        { minLength: 1, maxLength: 3 },
      ),
      range: fc.constant(at),
    }),
    fc.record({ kind: fc.constant('negate' as const), operand: tie('tree'), range: fc.constant(at) }),
    fc.record({
      kind: fc.constant('member' as const),
      object: tie('tree'),
      member: word,
      memberRange: fc.constant(at),
      range: fc.constant(at),
    }),
    fc
      .tuple(word, fc.array(tie('tree'), { maxLength: 3 }), tie('tree'), fc.boolean(), fc.boolean())
      .map(([callee, args, value, option, arrow]): Expression => ({
        kind: 'call',
        callee: { name: callee, range: at },
        args,
        options: option ? [{ name: 'axis', nameRange: at, value }] : [],
        range: at,
        ...(arrow && args.length === 1 ? { arrow: true } : {}),
      })),
  ),
}));

describe('expressions', () => {
  it('read back as they were printed', () => {
    fc.assert(
      fc.property(tree, (expression) => {
        const text = printExpression(expression);
        const again = parse(text);
        expect(again.diagnostics.map(({ message }) => `${message}: ${text}`)).toEqual([]);
        expect(bare(again.expression)).toEqual(bare(expression));
      }),
      { numRuns: 500 },
    );
  });

  it('never throw, and say where', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab1.,:()[]+-*/=> "') }), (text) => {
        const { expression, diagnostics } = parse(text);
        expect(diagnostics.length).toBe(expression ? 0 : 1);
        for (const { range: place } of diagnostics) {
          expect(place!.start).toBeGreaterThanOrEqual(0);
          expect(place!.end).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['a -> b -> c', 'a -> b -> c'],
    ['a + b * -2 ** 2', 'a + b * -(2) ** 2'],
    ['(a + b) * c', '(a + b) * c'],
    ['a - (b - c)', 'a - (b - c)'],
    ['f(x, axis=[1, -2], keep=true, mode="a b").z', 'f(x, axis=[1, -2], keep=true, mode="a b").z'],
    [
      'z_mean + exp(z_log_var / 2) * normal_like(z_mean)',
      'z_mean + exp(z_log_var / 2) * normal_like(z_mean)',
    ],
    ['(x -> net).z', '(x -> net).z'],
  ])('%s', (text, printed) => {
    const { expression, diagnostics } = parse(text);
    expect(diagnostics).toEqual([]);
    expect(bare(parse(printed).expression)).toEqual(bare(expression));
  });

  it('takes a minus before a power as Python does', () => {
    expect(bare(parse('-2 ** 2').expression)).toMatchObject({ kind: 'negate', operand: { operator: '**' } });
    expect(bare(parse('-2').expression)).toEqual({ kind: 'number', value: -2 });
  });

  it('gives every part its place', () => {
    const text = 'mean(square(image - copy), axis=1)';
    const { expression } = parse(text);
    const cut = (each: { range: { start: number; end: number } }) =>
      text.slice(each.range.start, each.range.end);
    if (expression?.kind !== 'call') throw new Error('not a call');
    expect(cut(expression)).toBe(text);
    expect(cut(expression.callee)).toBe('mean');
    expect(cut(expression.args[0]!)).toBe('square(image - copy)');
    expect(cut(expression.options[0]!.value)).toBe('1');
  });

  it.each([
    ['mean(square(x) y)', 'missing-operator'],
    ['mean(square(x)', 'unclosed-parenthesis'],
    ['a)', 'unclosed-parenthesis'],
    ['z + * 2', 'missing-operand'],
    ['z +', 'missing-operand'],
    ['', 'missing-operand'],
    ['f(,)', 'missing-operand'],
    ['encoder image', 'missing-operator'],
    ['a ^ b', 'expression-syntax'],
    ['f(x)(y)', 'expression-syntax'],
    ['f(axis=1, x)', 'expression-syntax'],
    ['f(x, a=1, a=2)', 'expression-syntax'],
    ['x -> f(y)', 'expression-syntax'],
    [`${'('.repeat(5000)}x`, 'expression-syntax'],
    [`x${' + x'.repeat(5000)}`, 'expression-syntax'],
  ])('%.40s is refused', (text, code) => {
    expect(parse(text).diagnostics.map((each) => each.code)).toEqual([code]);
  });
});

describe('letters that names do not have', () => {
  it.each(['caf\u00e9', 'cafe\u0301'])('are told with their whole word: %s', (word) => {
    const { diagnostics } = parse(`a -> ${word} * 2`);
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({
      code: 'expression-syntax',
      message: '`caf\u00e9` can not be a name',
      range: { start: 5, end: 5 + word.length },
    });
  });
});
