import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDot, toMermaid, type Program } from '../../src/compiler/index.js';
import {
  escapeControlCharacters,
  escapeToOneLine,
  renderGithub,
  renderText,
} from '../../src/diagnostics/index.js';
import { curvesChart, renderSvg } from '../../src/report/index.js';

/** Control characters of both ranges, direction marks, separators, lone surrogates. */
const steering =
  '\0\u0007\b\u001b\u007f\u0085\u009b\u009d\u061c\u200e\u202e\u2066\u2028\u2029\ufeff\ud800\uffff\r\t\n';
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(...steering),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\u001b]0;x\u0007', '"', '`'),
    ),
  )
  .map((pieces) => pieces.join(''));

/** Characters that no printed text may contain, apart from line breaks and tabs. */
const FORBIDDEN =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]|\p{Surrogate}/u;

describe('texts of any origin', () => {
  it('are shown without what steers', () => {
    fc.assert(
      fc.property(text, (any) => {
        expect(escapeControlCharacters(any)).not.toMatch(FORBIDDEN);
        expect(escapeToOneLine(any)).not.toMatch(FORBIDDEN);
        expect(escapeToOneLine(any)).not.toMatch(/[\n\t]/);
        expect(escapeControlCharacters(escapeControlCharacters(any))).toBe(escapeControlCharacters(any));
      }),
    );
  });

  it('stay as they are where nothing in them steers', () => {
    const plain = 'Größe 模型 👩‍👩‍👧 e\u0301 "a\\b" — ✓\n\tשלום';
    expect(escapeControlCharacters(plain)).toBe(plain);
  });

  it('say what was there, as JSON and YAML write it', () => {
    expect(escapeControlCharacters('a\u001b[31mb\u202e')).toBe('a\\u001b[31mb\\u202e');
    expect(JSON.parse(escapeControlCharacters(JSON.stringify('\u009b\u202e\u001b')))).toBe(
      '\u009b\u202e\u001b',
    );
  });
});

const range = (file: string, source: string) => ({ file, start: 0, end: Math.min(3, source.length) });

describe('what is made of them', () => {
  it('diagnostics, in text and for GitHub', () => {
    fc.assert(
      fc.property(text, text, text, (file, source, message) => {
        const diagnostic = {
          code: 'unknown-key' as const,
          severity: 'error' as const,
          message,
          range: range(file, source),
          notes: [{ message, range: range(file, source) }, { message }],
          suggestion: { message },
        };
        const sources = new Map([[file, source]]);
        expect(renderText([diagnostic], sources)).not.toMatch(FORBIDDEN);
        expect(renderText([diagnostic], new Map())).not.toMatch(FORBIDDEN);
        expect(renderGithub([diagnostic], sources)).not.toMatch(FORBIDDEN);
      }),
    );
  });

  it('curves, DOT and Mermaid', async () => {
    const draw = (name: string) => {
      const epochs = [{ epoch: 1, metrics: { loss: 1 } }];
      const phase = { phase: name, planned: 1, epochs, best: null, kept: null, stopped: null, reference: [] };
      return renderSvg(curvesChart({ title: name, simulated: false, scale: 'auto', phases: [phase] }));
    };
    const plain = (await draw('plain')).match(/<text/g)!.length;
    await fc.assert(
      fc.asyncProperty(text, async (name) => {
        const svg = await draw(name);
        expect(svg).not.toMatch(FORBIDDEN);
        // No name may open a tag of its own; one that is empty has none.
        expect(svg.match(/<text/g)).toHaveLength(name === '' ? plain - 1 : plain);
        const program: Program = {
          name,
          description: name,
          seed: 0,
          networks: [],
          models: [],
          datasets: [],
          phases: [],
          evaluations: [],
          reports: [],
          params: [],
        };
        expect(toDot(program)).not.toMatch(FORBIDDEN);
        expect(toMermaid(program)).not.toMatch(FORBIDDEN);
      }),
    );
  });
});
