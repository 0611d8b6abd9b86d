import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../support/build-dist.js';
import { lagraph } from '../support/spawn-lagraph.js';

const good = `lagraph: 1
name: tiny
params: {units: 8}
data:
  mnist: {source: mnist}
networks:
  reader:
    input: [28, 28, 1]
    layers:
      - Flatten
      - Dense: {units: "\${units}", activation: relu}
      - Dense: {units: 10, activation: softmax}
plan:
  read:
    train: reader
    on: {data: mnist, epochs: 1, batch_size: 32}
    loss: categorical_crossentropy(label, reader(image))
    optimizer: {Adam: 0.001}
`;
const bad = good.replace('loss: categorical_crossentropy(label', 'loss: categorical_crossentropy(labell');
const unused = good.replace('params: {units: 8}', 'params: {units: 8, spare: 1}');

let folder = '';
beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-check-'));
  await mkdir(join(folder, 'graphs'));
  await mkdir(join(folder, 'empty'));
  await writeFile(join(folder, 'good.yaml'), good);
  await writeFile(join(folder, 'bad.yaml'), bad);
  await writeFile(join(folder, 'graphs/unused.yaml'), unused);
  await writeFile(join(folder, 'other.yaml'), 'services: {}\n');
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const at = (args: string[], input?: string) =>
  lagraph(args, { cwd: folder, ...(input === undefined ? {} : { input }) });

describe('check', () => {
  it('is content with a good graph', async () => {
    expect(await at(['check', 'good.yaml'])).toEqual({
      code: 0,
      out: 'ok good.yaml: 1 network, 0 models, 1 phase\n',
      err: '',
    });
  });

  it('reads UTF-16, as some editors save it, and with a byte order mark', async () => {
    const utf16 = Buffer.from(`\ufeff${good}`, 'utf16le');
    await writeFile(join(folder, 'utf16.yaml'), utf16);
    await writeFile(join(folder, 'utf16be.yaml'), Buffer.from(utf16).swap16());
    await writeFile(join(folder, 'utf8.yaml'), `\ufeff${good}`);
    for (const name of ['utf16.yaml', 'utf16be.yaml', 'utf8.yaml']) {
      expect(await at(['check', name])).toMatchObject({ code: 0, err: '' });
    }
  });

  it('says where a file is no text', async () => {
    await writeFile(
      join(folder, 'latin1.yaml'),
      Buffer.from(good.replace('tiny', 'tiny caf\u00e9'), 'latin1'),
    );
    const { code, err } = await at(['check', 'latin1.yaml']);
    expect(code).toBe(1);
    expect(err).toContain('latin1.yaml: this is no text in UTF-8, from line 2 on');
  });

  it('points at what is wrong', async () => {
    const { code, out } = await at(['check', 'bad.yaml']);
    expect(code).toBe(1);
    const line = bad.split('\n').findIndex((text) => text.includes('labell')) + 1;
    const column = bad.split('\n')[line - 1]!.indexOf('labell') + 1;
    expect(out).toContain(`bad.yaml:${line}:${column}`);
    expect(out).toContain('`label`');
    expect(out).toContain('1 error, 0 warnings in 1 graph');
  });

  it('prints one JSON document', async () => {
    const { code, out, err } = await at(['check', '--format', 'json', 'good.yaml', 'bad.yaml']);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    const report = JSON.parse(out) as {
      ok: boolean;
      errors: number;
      files: { file: string; ok: boolean; diagnostics: { code: string; severity: string }[] }[];
    };
    expect(report).toMatchObject({ ok: false, errors: 1 });
    expect(report.files.map(({ file, ok }) => [file, ok])).toEqual([
      ['good.yaml', true],
      ['bad.yaml', false],
    ]);
    expect(report.files[1]!.diagnostics[0]).toMatchObject({ severity: 'error', code: expect.any(String) });
  });

  it('speaks to GitHub', async () => {
    const { out } = await at(['check', '--format', 'github', 'bad.yaml']);
    expect(out).toMatch(/^::error .*file=bad\.yaml,line=\d+/);
  });

  it('reads standard input', async () => {
    expect((await at(['check', '-'], good)).out).toBe('ok <stdin>: 1 network, 0 models, 1 phase\n');
    expect((await at(['check', '-'], bad)).out).toContain('<stdin>:');
  });

  it('finds the graphs around it, and no other YAML', async () => {
    const { out } = await at(['check']);
    expect(out).toContain('good.yaml');
    expect(out).toContain('bad.yaml');
    expect(out).toContain(join('graphs', 'unused.yaml'));
    expect(out).not.toContain('other.yaml');
    expect((await lagraph(['check'], { cwd: join(folder, 'empty') })).code).toBe(2);
  });

  it('lets warnings pass unless it is strict', async () => {
    const lax = await at(['check', 'graphs/unused.yaml']);
    expect(lax.out).toContain('`spare`');
    expect(lax.out).toContain('0 errors, 1 warning');
    expect(lax.code).toBe(0);
    expect((await at(['check', '--strict', 'graphs/unused.yaml'])).code).toBe(1);
  });

  it('applies overrides before it checks', async () => {
    expect((await at(['check', 'good.yaml', 'units=16'])).code).toBe(0);
    const wrong = await at(['check', 'good.yaml', 'unitz=16']);
    expect(wrong.code).toBe(1);
    expect(wrong.out).toContain('`units`');
  });

  it('goes on after a file that is not there', async () => {
    const { code, out, err } = await at(['check', 'none.yaml', 'good.yaml']);
    expect(code).toBe(1);
    expect(err).toContain('none.yaml: no such file');
    expect(out).toContain('ok good.yaml');
  });

  it('survives any bytes', async () => {
    for (const text of ['', '\u0000', '\uFEFF', '{', '- 1', 'lagraph: 2', '💥: [', 'a: &a [*a]']) {
      const { code, out, err } = await at(['check', '-'], text);
      expect(code, JSON.stringify({ text, out, err })).toBe(1);
      expect(err).toBe('');
    }
  });
});

describe('render', () => {
  it('prints a graph that can be read again and means the same', async () => {
    const first = await at(['render', 'good.yaml', 'units=3']);
    expect(first.code).toBe(0);
    expect(first.out).toContain('units = 3 (from the command line)');
    const again = await at(['render', '-'], first.out);
    expect(again.err).toBe('');
    const body = (text: string): string => text.slice(text.indexOf('lagraph: 1'));
    expect(body(again.out)).toBe(body(first.out));
  });

  it('draws diagrams', async () => {
    expect((await at(['render', 'good.yaml', '--as', 'mermaid'])).out).toMatch(/^(flowchart|graph) /m);
    expect((await at(['render', 'good.yaml', '--as', 'dot'])).out).toMatch(/^(di)?graph /m);
  });

  it('is also called show', async () => {
    const args = ['good.yaml', 'units=3'];
    expect(await at(['show', ...args])).toEqual(await at(['render', ...args]));
    expect(await at(['help', 'show'])).toEqual(await at(['help', 'render']));
    expect((await at(['help', 'shwo'])).err).toContain('did you mean show?');
  });

  it('prints the report of a graph that is wrong, and no graph', async () => {
    const { code, out, err } = await at(['render', 'bad.yaml']);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('bad.yaml:');
  });
});
