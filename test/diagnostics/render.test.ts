import { describe, expect, it } from 'vitest';
import {
  createDiagnosticCollector,
  createLineIndex,
  renderGithub,
  renderJson,
  renderText,
  type DiagnosticInit,
} from '../../src/diagnostics/index.js';

const file = 'g.yaml';

/** Renders diagnostics of one text; each points at the first occurrence of `at`. */
function text(
  source: string,
  findings: (Omit<DiagnosticInit, 'code'> & { at: string })[],
  width?: number,
): string {
  const { report, diagnostics } = createDiagnosticCollector();
  for (const { at, ...finding } of findings) {
    const start = source.indexOf(at);
    report({ code: 'unknown-key', range: { file, start, end: start + at.length }, ...finding });
  }
  return renderText(diagnostics, new Map([[file, source]]), width === undefined ? {} : { width });
}

describe('renderText', () => {
  it('shows place, line, carets, notes and help', () => {
    const source = 'a: 1\nplan:\n  link: {batchsize: 3}\n';
    expect(
      text(source, [
        {
          at: 'batchsize',
          message: 'phase `link` has no key `batchsize`',
          notes: [
            { message: 'the phase begins here', range: { file, start: 13, end: 17 } },
            { message: 'a thought' },
          ],
          help: 'did you mean `batch_size`?',
        },
      ]),
    ).toBe(
      [
        'error[unknown-key]: phase `link` has no key `batchsize`',
        ' --> g.yaml:3:10',
        '  |',
        '3 |   link: {batchsize: 3}',
        '  |          ^^^^^^^^^',
        '  note: the phase begins here',
        ' --> g.yaml:3:3',
        '  |',
        '3 |   link: {batchsize: 3}',
        '  |   ----',
        '  = note: a thought',
        '  = help: did you mean `batch_size`?',
        '',
      ].join('\n'),
    );
  });

  it('sorts by place, and puts what has none last', () => {
    const { report, diagnostics } = createDiagnosticCollector();
    report({ code: 'empty-graph', message: 'nowhere' });
    report({ code: 'unknown-key', message: 'second', range: { file, start: 5, end: 6 } });
    report({ code: 'unknown-key', message: 'first', range: { file, start: 0, end: 1 } });
    const heads = renderText(diagnostics, new Map([[file, 'a: 1\nb: 2']])).match(/: (nowhere|first|second)/g);
    expect(heads).toEqual([': first', ': second', ': nowhere']);
  });

  it('counts wide characters, combining marks and tabs by the cells they take', () => {
    const source = '手手e\u0301\t🙂 bad: 1';
    const [, , , line, carets] = text(source, [{ at: 'bad', message: 'm' }]).split('\n');
    expect(line).toBe('1 | 手手e\u0301    🙂 bad: 1');
    // 2 + 2 + 1 + 4 + 2 + 1 columns before the word.
    expect(carets).toBe(`  | ${' '.repeat(12)}^^^`);
    expect(text(source, [{ at: 'bad', message: 'm' }])).toContain('g.yaml:1:8');
  });

  it('does not let a file steer the terminal', () => {
    expect(text('a: \u001b[31mred', [{ at: 'red', message: 'm' }])).not.toContain('\u001b');
  });

  it('cuts very long lines around the range', () => {
    const source = `${'x'.repeat(5000)} bad ${'y'.repeat(5000)}`;
    const [, , , line, carets] = text(source, [{ at: 'bad', message: 'm' }], 60).split('\n');
    expect(line!.length).toBeLessThanOrEqual(66);
    expect(line!.indexOf('bad')).toBe(carets!.indexOf('^^^'));
    expect(line).toMatch(/^1 \| …x+ bad y+…$/);
    const whole = text(source, [{ at: source, message: 'm' }], 60).split('\n');
    expect(whole[4]!.length).toBeLessThanOrEqual(66);
  });

  it('is right with CRLF, without a last newline, and at the end of the file', () => {
    expect(text('a: 1\r\nbad: 2', [{ at: 'bad', message: 'm' }])).toContain('2 | bad: 2\n  | ^^^');
    const { report, diagnostics } = createDiagnosticCollector();
    report({ code: 'unknown-key', message: 'm', range: { file, start: 4, end: 4 } });
    expect(renderText(diagnostics, new Map([[file, 'a: 1']]))).toContain('1 | a: 1\n  |     ^');
  });

  it('underlines only the first line of a range over several', () => {
    expect(text('a:\n  b: 1\n  c: 2\n', [{ at: 'b: 1\n  c: 2', message: 'm' }])).toContain(
      '2 |   b: 1\n  |   ^^^^\n',
    );
  });

  it('colours on demand', () => {
    const { report, diagnostics } = createDiagnosticCollector();
    report({ code: 'unknown-key', message: 'm', range: { file, start: 0, end: 1 } });
    const sources = new Map([[file, 'a: 1']]);
    const coloured = renderText(diagnostics, sources, { colour: true });
    expect(coloured).toContain('\u001b[31m');
    // eslint-disable-next-line no-control-regex
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(renderText(diagnostics, sources));
  });

  it('says the file alone where its text is not known', () => {
    const { report, diagnostics } = createDiagnosticCollector();
    report({ code: 'unknown-key', message: 'm', range: { file: 'other', start: 0, end: 1 } });
    expect(renderText(diagnostics, new Map())).toContain('--> other\n');
  });
});

describe('renderJson', () => {
  it('gives lines and columns from 1, and offsets', () => {
    const { report, diagnostics } = createDiagnosticCollector();
    report({
      code: 'unknown-key',
      message: 'm',
      range: { file, start: 5, end: 8 },
      notes: [{ message: 'n', range: { file, start: 0, end: 1 } }],
      help: { message: 'h', range: { file, start: 5, end: 8 }, replacement: 'good' },
    });
    expect(JSON.parse(renderJson(diagnostics, new Map([[file, 'a: 1\nbad: 2']])))).toEqual([
      {
        code: 'unknown-key',
        severity: 'error',
        message: 'm',
        range: { file, line: 2, column: 1, endLine: 2, endColumn: 4, start: 5, end: 8 },
        notes: [
          { message: 'n', range: { file, line: 1, column: 1, endLine: 1, endColumn: 2, start: 0, end: 1 } },
        ],
        suggestion: {
          message: 'h',
          replacement: 'good',
          range: { file, line: 2, column: 1, endLine: 2, endColumn: 4, start: 5, end: 8 },
        },
      },
    ]);
  });
});

describe('renderGithub', () => {
  it('writes a command a line and escapes what the format needs', () => {
    const { report, diagnostics } = createDiagnosticCollector();
    report({
      code: 'unknown-key',
      message: '100% wrong\nreally',
      severity: 'warning',
      range: { file: 'a,b:c.yaml', start: 0, end: 3 },
      help: 'mend it',
    });
    expect(renderGithub(diagnostics, new Map([['a,b:c.yaml', 'bad: 2']]))).toBe(
      '::warning file=a%2Cb%3Ac.yaml,line=1,endLine=1,col=1,endColumn=4,title=unknown-key::100%25 wrong%0Areally%0Ahelp: mend it\n',
    );
  });
});

describe('linesOf', () => {
  it('places offsets in texts with every kind of line end', () => {
    const lines = createLineIndex('ab\ncd\r\nef\rgh');
    expect([0, 2, 3, 5, 7, 10, 99].map((offset) => Object.values(lines.lineColumn(offset)))).toEqual([
      [1, 1],
      [1, 3],
      [2, 1],
      [2, 3],
      [3, 1],
      [4, 1],
      [4, 3],
    ]);
    expect(lines.count).toBe(4);
    expect(lines.text(2)).toBe('cd');
  });

  it('does not count a byte order mark', () => {
    expect(createLineIndex('\ufeffa: 1').lineColumn(1)).toEqual({ line: 1, column: 1 });
  });
});
