import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { diff, renderDiffHtml } from '../../src/diff/index.js';
import { compile, type Program } from '../../src/index.js';
import { root } from '../support/build-dist.js';
import { readPart } from '../support/read-parts.js';
import { EDITS, replace, SEED_GRAPH } from './edits.js';

function page(before: string, after: string, label = 'graph.yaml'): string {
  const [a, b] = [before, after].map((text) => compile(text, { file: label, readPart })) as [
    Program,
    Program,
  ];
  return renderDiffHtml([
    { title: label, a: { label: 'HEAD', program: a }, b: { label, program: b }, diff: diff(a, b) },
  ]);
}

const pictures = (html: string): string[] => html.match(/<svg[^]*?<\/svg>/g) ?? [];

/** The lines of a picture's box that have a mark: `+ Dense 200`. */
function marked(svg: string, box: string): string[] {
  const own = svg.split('<g ').find((part) => part.includes(`>${box}</text>`))!;
  return [...own.matchAll(/class="layer"[^>]*>([^<]*)<\/text><text class="sign (\w+)"/g)].map(
    ([, text, mark]) => `${mark} ${text}`,
  );
}

describe('the page of a diff', () => {
  it('marks in both pictures what differs, and has the text', () => {
    const html = page(SEED_GRAPH, EDITS['layer-inserted']!.after(SEED_GRAPH));
    const [before, after] = pictures(html);
    expect(marked(before!, 'linker')).toEqual([]);
    expect(marked(after!, 'linker')).toEqual(['added Dense 200']);
    expect(before).toContain('class="box network changed"');
    expect(html).toContain('<span class="added">+ Dense 200 relu  after Dropout 0.3</span>');
    expect(html).toContain('<b>to train:</b> link (linker&#39;s layers)');
    expect(after!.match(/>(to train|kept)</g)).toEqual([
      '>kept<',
      '>kept<',
      '>kept<',
      '>kept<',
      '>to train<',
    ]);
    const reverse = pictures(page(EDITS['layer-inserted']!.after(SEED_GRAPH), SEED_GRAPH));
    expect(marked(reverse[0]!, 'linker')).toEqual(['removed Dense 200']);
    const renamed = pictures(page(SEED_GRAPH, EDITS['network-renamed']!.after(SEED_GRAPH)));
    expect(renamed[1]).toContain('class="box network renamed"');
  });

  it('needs no other file and runs nothing', () => {
    const html = page(SEED_GRAPH, SEED_GRAPH);
    expect(html).not.toMatch(/<script|<link|<img|@import|url\(|src=/);
    expect(html).toContain('no difference in meaning');
    expect(html).toContain('prefers-color-scheme: dark');
  });

  it('escapes whatever a graph or a file is called', () => {
    const evil = '<img src=x onerror="alert(1)">&\u0007';
    const other = (path: string) =>
      replace(
        SEED_GRAPH,
        'data:\n',
        `data:\n  more: {source: idx, images: '${path}', labels: l, size: [28, 28], classes: 10}\n`,
      );
    const html = page(other('plain'), other('<script>alert(1)</script>'), evil);
    expect(html).not.toMatch(/<img|<script/);
    expect(html).not.toContain('\u0007');
    expect(html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;');
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  const graphs = ['graphs', 'examples', 'test/compiler/graphs', 'bench/graphs'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => join(folder, name)),
  );

  it.each(graphs)('draws %s, with every box apart from the others', async (path) => {
    const text = readFileSync(join(root, path), 'utf8');
    const [svg] = pictures(page(text, text, path));
    // A renderer takes it: it is well-formed.
    const { width, height } = await sharp(Buffer.from(svg!)).metadata();
    const boxes = [
      ...svg!.matchAll(
        /translate\(([\d.-]+) ([\d.-]+)\)">(?:<title>[^<]*<\/title>)?<rect class="frame" width="(\d+)" height="(\d+)"/g,
      ),
    ].map(([, x, y, w, h]) => ({ x: Number(x), y: Number(y), w: Number(w), h: Number(h) }));
    const { networks, phases } = compile(text, { file: path, readPart });
    expect(boxes.length).toBeGreaterThanOrEqual(networks.length + phases.length);
    for (const [at, one] of boxes.entries()) {
      expect(one.x >= 0 && one.x + one.w <= width! && one.y + one.h <= height!).toBe(true);
      for (const other of boxes.slice(at + 1)) {
        const apart =
          one.x + one.w <= other.x ||
          other.x + other.w <= one.x ||
          one.y + one.h <= other.y ||
          other.y + other.h <= one.y;
        expect(apart).toBe(true);
      }
    }
  });
});
