import { describe, expect, it } from 'vitest';
import { check } from '../../src/index.js';
import { codeActionsOf, diagnosticsOf } from '../../src/language-server/index.js';
import { analysed, applied, editsOf, seedGraph, seedWith, URI } from './graph-editing.js';

describe('diagnostics', () => {
  it('are none for a graph without errors', () => {
    expect(diagnosticsOf(analysed(seedGraph))).toEqual([]);
  });

  it('have range, code, severity, the suggestion in the message, and related places', () => {
    const analysis = analysed(seedWith('  linker:\n', '  signs_head:\n'));
    const duplicate = diagnosticsOf(analysis).find(({ code }) => code === 'duplicate-key')!;
    const line = seedGraph.split('\n').findIndex((each) => each === '  linker:');
    expect(duplicate).toMatchObject({
      severity: 1,
      source: 'lagraph',
      range: { start: { line, character: 2 }, end: { line, character: 12 } },
      relatedInformation: [{ message: 'the first one is here', location: { uri: URI } }],
    });
    expect(duplicate.message).toContain('remove or rename one of them');
  });

  it('count columns in UTF-16 code units', () => {
    const analysis = analysed(
      seedWith('noisy: "clip(image + normal', '"🖐": 1, noisy: "clip(imag + normal').replace(/\n/g, '\r\n'),
    );
    const [text] = analysis.text.split('\r\n').filter((line) => line.includes('imag +'));
    const unknown = diagnosticsOf(analysis).find(({ code }) => code === 'unknown-name');
    const start = text!.indexOf('imag +');
    expect(unknown?.range).toMatchObject({ start: { character: start }, end: { character: start + 4 } });
  });

  it('can be seen where there is nothing to point at', () => {
    const { range } = diagnosticsOf(analysed(''))[0]!;
    expect(range.start).toEqual({ line: 0, character: 0 });
  });
});

describe('quick fixes', () => {
  it.each([
    ['-> linker ->', '-> linkr ->', '-> linker ->'],
    ['optimizer: {Adadelta: 1.0}', 'optimizer: {Adadelt: 1.0}', 'optimizer: {Adadelta: 1.0}'],
    ['by: label', 'by: lable', 'by: label'],
    ['    train: linker', '    trian: linker', '    train: linker'],
    [
      'padding: same, activation: relu}',
      'padding: sane, activation: relu}',
      'padding: same, activation: relu}',
    ],
  ])('mend %s written as %s', (part, wrong, mended) => {
    const text = seedWith(part, wrong);
    const analysis = analysed(text);
    const whole = { start: analysis.position(0), end: analysis.position(text.length) };
    const [action] = codeActionsOf(analysis, whole);
    const result = applied(analysis, text, editsOf(action!.edit));
    expect(result).toContain(mended);
    expect(check(result, { file: 'g.yaml' }).diagnostics).toEqual([]);
    expect(action).toMatchObject({ kind: 'quickfix', isPreferred: true });
    // None elsewhere.
    expect(codeActionsOf(analysis, { start: whole.start, end: whole.start })).toEqual([]);
  });
});
