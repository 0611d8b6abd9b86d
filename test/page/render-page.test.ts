import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CurvesData } from '../../src/report/index.js';
import { renderRunPage, type RunPage } from '../../src/page/render/index.js';
import { pageElements, plain, type PageElement } from './parse-page.js';
import { samplePage } from './sample-page.js';

const script = 'void 0;';
const now = Date.parse('2026-01-02T03:05:00Z');
const render = (page: RunPage): string => renderRunPage(page, { script, now });
const elements = (page: RunPage): PageElement[] => pageElements(render(page));
const section = (page: RunPage, id: string): string =>
  plain(elements(page).find(({ attributes }) => attributes.get('id') === id)!);
const hints = (page: RunPage): string[] =>
  elements(page)
    .filter(({ attributes }) => attributes.get('class') === 'hint')
    .map(({ attributes }) => attributes.get('aria-label')!);

const changed = (page: RunPage, manifest: Partial<RunPage['manifest']>): RunPage => ({
  ...page,
  manifest: { ...page.manifest, ...manifest },
});

describe('the page of a run', () => {
  it('says in a few sentences what the run did', () => {
    const text = section(samplePage(), 'summary');
    expect(text).toContain('Trained 2 phases. The slowest was copy (12 s).');
    expect(text).toContain('Frozen: encoder while copy trains.');
    expect(text).toContain('The expectation was met.');
    expect(text).toContain('2026-01-02 03:04:05 UTC');
  });

  it('says of each layer its shape, its parameters, and where it is trained and frozen', () => {
    const said = hints(samplePage());
    expect(said).toContain(
      'code: Dense 8 relu; [784] → [8]; 6,280 parameters (kernel [784, 8], bias [8]); trained in read; frozen in copy',
    );
    expect(said).toContain('dropout: Dropout 0.1; [8] → [8]; no parameters');
    expect(said).toContain('network encoder; [28, 28, 1] → [8]; 6,280 parameters');
  });

  it('reaches each of them by keyboard', () => {
    const all = elements(samplePage()).filter(({ attributes }) => attributes.get('class') === 'hint');
    expect(all.length).toBe(1 + 3 + 6 + 2);
    for (const { attributes } of all) {
      expect(attributes.get('tabindex')).toBe('0');
      expect(attributes.get('role')).toBe('img');
    }
  });

  it('draws trained and frozen layers differently, one column for each phase', () => {
    const cells = elements(samplePage()).flatMap(({ attributes }) => {
      const [kind, use] = attributes.get('class')?.split(' ') ?? [];
      return kind === 'cell' ? [use] : [];
    });
    // code in read and copy, the head in read, the decoder in copy; then the key, of what there is.
    expect(cells).toEqual(['trained', 'frozen', 'trained', 'trained', 'trained', 'frozen']);
  });

  it('shows when the phases were trained', () => {
    const bars = elements(samplePage()).filter(({ attributes }) =>
      attributes.get('class')?.startsWith('bar '),
    );
    expect(bars.map(({ attributes }) => attributes.get('aria-label'))).toEqual([
      'from 1.0 s to 5.0 s',
      'from 5.0 s to 17 s',
    ]);
  });

  it('says of cached phases that they are, and shows runs that do not say when their phases were trained', () => {
    const page = samplePage();
    const [read, copy] = page.manifest.phases;
    const { began: _, ended: __, ...old } = copy!;
    const { began: ___, ended: ____, ...cached } = read!;
    const shown = section(changed(page, { phases: [{ ...cached, status: 'cached' }, old] }), 'plan');
    expect(shown).toContain('1 read cached');
    expect(shown).toContain('cached: taken from the store (4.0 s when it was trained)');
    expect(shown).toContain('shown one after another');
  });

  it('says which expectations were missed', () => {
    const page = samplePage();
    const [evaluation] = page.manifest.evaluations;
    const missed = changed(page, {
      status: 'missed',
      evaluations: [{ ...evaluation!, value: 0.5, ok: false }],
    });
    expect(section(missed, 'results')).toContain('digits_read 0.5000 >= 0.9 ✗ missed');
    expect(section(missed, 'summary')).toContain('0 of 1 expectations met');
  });

  it('shows what others reached, and each of several seeds', () => {
    const page = samplePage();
    expect(section(page, 'results')).not.toContain('Reference');
    const [evaluation] = page.manifest.evaluations;
    const bySeed = [
      { seed: 7, value: 0.94 },
      { seed: 8, value: 0.96 },
    ];
    const several = {
      ...changed(page, { seeds: [7, 8], evaluations: [{ ...evaluation!, spread: 0.0141, bySeed }] }),
      program: {
        ...page.program,
        evaluations: page.program.evaluations.map((one) => ({ ...one, reference: 0.97 })),
      },
    };
    const text = section(several, 'results');
    expect(text).toMatch(/Evaluation ?Mean ± deviation ?Reference ?Expected ?Seed 7 ?Seed 8/);
    expect(text).toMatch(/digits_read 0\.9500 ± 0\.0141 0\.9700 >= 0\.9 ✓ met 0\.9400 ?0\.9600/);
    expect(text).toContain('lagraph report 20260102-030405-abcdef@8');
  });

  it('draws the figures of others beside the curves', () => {
    const page = samplePage();
    const reference = [{ figure: 'loss', epoch: null, value: 0.25 }];
    const html = render({ ...page, curves: page.curves.map((one) => ({ ...one, reference })) });
    const data = pageElements(html).find(({ attributes }) => attributes.get('id') === 'page-data')!;
    const { charts } = JSON.parse(data.text) as { charts: { data: CurvesData }[] };
    expect(charts[0]!.data.phases.map((phase) => phase.reference)).toEqual([reference, reference]);
  });

  it('says loudly what was simulated', () => {
    const page = samplePage();
    expect(render(page)).not.toContain('SIMULATED DATA');
    const [data] = page.manifest.data;
    const simulated = changed(page, { simulated: true, data: [{ ...data!, simulated: true }] });
    expect(section(simulated, 'summary')).toContain(
      'Simulated data: digits was not there and was simulated.',
    );
    expect(section(simulated, 'data')).toContain('digits SIMULATED DATA');
  });

  it('gives the command that runs it again, for a shell', () => {
    expect(section(samplePage(), 'again')).toContain(`lagraph run graph.yaml units=8 'it'\\''s'`);
    const { invocation: _, ...manifest } = samplePage().manifest;
    expect(section({ ...samplePage(), manifest }, 'again')).toContain('does not say with which command');
  });

  it('shows pictures, and names those that do not fit', () => {
    const page = samplePage();
    const [image] = elements(page).filter(({ name }) => name === 'img');
    expect(image!.attributes.get('src')).toBe('data:image/png;base64,iVBORw0KGgo=');
    expect(section(page, 'pictures')).toContain(
      'report/translations-2.png (5.0 MB) does not fit into this page',
    );
  });

  it('runs its own script alone and loads nothing', () => {
    const policy = elements(samplePage()).find(({ attributes }) => attributes.has('http-equiv'))!;
    expect(policy.attributes.get('content')).toMatch(
      /^default-src 'none'; script-src 'sha256-[\w+/=]+'; style-src 'sha256-[\w+/=]+'; img-src data:; base-uri 'none'; form-action 'none'$/,
    );
    const urls = elements(samplePage()).flatMap(({ attributes }) => [
      ...(attributes.has('src') ? [attributes.get('src')!] : []),
      ...(attributes.has('href') ? [attributes.get('href')!] : []),
    ]);
    expect(urls.filter((url) => !/^(?:data:|#)/.test(url))).toEqual([]);
  });
});

/** What a browser makes of the page, but for texts, for where lines of them may end, and for where boxes lie. */
const skeleton = (page: RunPage): string[] =>
  elements(page)
    .filter(
      ({ name, attributes }) => name !== 'wbr' && !['row', 'layer'].includes(attributes.get('class') ?? ''),
    )
    .map(({ name, attributes }) => [name, ...attributes.keys()].join(' '));

/** The same page, in which each text that a person may have chosen is another. */
function renamed(page: RunPage, rename: (text: string) => string): RunPage {
  const fixed = new Set([
    'op',
    'dtype',
    'role',
    'status',
    'started',
    'ended',
    'began',
    'step',
    'mode',
    'kind',
    'layer',
  ]);
  const words = new Set(['function']);
  const walk = (value: unknown, key = ''): unknown => {
    if (typeof value === 'string') return fixed.has(key) ? value : rename(value);
    if (Array.isArray(value)) return value.map((part) => walk(part, key));
    if (typeof value !== 'object' || value === null) return value;
    const isWord = words.has(String((value as { op?: unknown }).op));
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [
        ['fields', 'splits', 'metrics', 'files', 'examples'].includes(key) ? rename(name) : name,
        isWord && name === 'name' ? part : walk(part, name),
      ]),
    );
  };
  const { reports, graphText, ...rest } = page;
  return {
    ...(walk(rest) as Omit<RunPage, 'reports' | 'graphText'>),
    graphText: graphText && rename(graphText),
    reports: reports.map((report) => ({ ...report, name: rename(report.name) })),
  };
}

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</style></title></svg><b>',
  '<!--',
  ']]>',
  '__proto__',
  'constructor',
  '&lt;b&gt;',
  'javascript:alert(1)',
  '\u202Etxt.exe',
  '\u0000\u0008\u001b[31m',
  '${7*7}',
];

describe('whatever things are called', () => {
  it('is text: the page has the same elements and attributes, and says the name', () => {
    const plainSkeleton = skeleton(samplePage());
    const name = fc.oneof(
      fc.constantFrom(...HOSTILE),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
    );
    fc.assert(
      fc.property(name, (hostile) => {
        const names = new Map<string, string>();
        const page = renamed(samplePage(), (text) => {
          if (text === '') return text;
          if (!names.has(text)) names.set(text, `${hostile}${names.size === 0 ? '' : names.size}`);
          return names.get(text)!;
        });
        expect(skeleton(page)).toEqual(plainSkeleton);
      }),
      { seed: 17, numRuns: 150 },
    );
  });

  it.each(['<script>', '__proto__', 'a "quoted" name', "it's"])('shows %s as it is', (name) => {
    const page = samplePage();
    const [evaluation] = page.manifest.evaluations;
    const metrics = JSON.parse(`{${JSON.stringify(name)}: 0.25}`) as Record<string, number>;
    const shown = changed(page, {
      evaluations: [{ ...evaluation!, name }],
      phases: page.manifest.phases.map((phase) => ({ ...phase, metrics })),
    });
    shown.program = { ...page.program, name };
    const [title] = elements(shown).filter((element) => element.name === 'h1');
    expect(title!.text).toBe(name);
    expect(section(shown, 'results')).toContain(`${name} 0.9500`);
    expect(section(shown, 'plan')).toContain(`${name} 0.2500`);
  });
});
