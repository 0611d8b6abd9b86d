/** The page of a run in headless Chromium: three widths, light and dark, on paper, by mouse and by keyboard. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { renderRunPage } from '../../src/page/render/index.js';
import { build, root } from '../support/build-dist.js';
import { chromiumPath, openBrowser } from '../support/browser.js';
import { lagraph } from '../support/spawn-lagraph.js';
import { SAMPLE_GRAPH, samplePage } from './sample-page.js';

let folder = '';
let browser: Browser;
let runPage = '';

const quick = SAMPLE_GRAPH.replaceAll('batch_size: 64', 'batch_size: 16, steps_per_epoch: 4').replace(
  '>= 0.9',
  '>= 0',
);

beforeAll(async () => {
  if (chromiumPath === null) return;
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-page-'));
  await writeFile(join(folder, 'sample.yaml'), quick);
  const { code, err } = await lagraph(['run', 'sample.yaml'], { cwd: folder });
  expect(code, err).toBe(0);
  const runs = join(folder, '.lagraph/runs');
  runPage = join(runs, (await readdir(runs))[0]!, 'report.html');
  browser = await openBrowser();
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

interface Opened {
  page: Page;
  /** Errors and warnings of the console, and what was asked of a network. */
  faults: string[];
}

async function open(
  path: string,
  options: { width?: number; colorScheme?: 'light' | 'dark' } = {},
): Promise<Opened> {
  const { width = 1280, colorScheme = 'light' } = options;
  const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
  const faults: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('request', (request) => {
    if (!/^(?:file|data|blob):/.test(request.url())) faults.push(`asked for ${request.url()}`);
  });
  await page.goto(pathToFileURL(path).href);
  return { page, faults };
}

const background = (page: Page): Promise<string> =>
  page.evaluate('getComputedStyle(document.body).backgroundColor');

describe.skipIf(chromiumPath === null)('the page in a browser', () => {
  for (const width of [360, 800, 1600])
    for (const colorScheme of ['light', 'dark'] as const)
      it(`is drawn without an error, ${width} pixels wide and ${colorScheme}`, async () => {
        const { page, faults } = await open(runPage, { width, colorScheme });
        await page.waitForSelector('[data-chart=curves] svg');
        // Wide parts scroll by themselves.
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
        expect(await background(page)).toBe(
          colorScheme === 'dark' ? 'rgb(20, 23, 28)' : 'rgb(255, 255, 255)',
        );
        const titles = await page.locator('[data-chart=curves] text').allTextContents();
        expect(titles).toContain('read: loss');
        expect(titles).toContain('copy: loss');
        const [image] = await page.locator('#pictures img').all();
        expect(
          await image!.evaluate((element) => (element as unknown as { naturalWidth: number }).naturalWidth),
        ).toBeGreaterThan(50);
        expect(faults).toEqual([]);
        await page.close();
      });

  it('says of a layer what it is, to those who point at it and to those who go there by keyboard', async () => {
    const { page, faults } = await open(runPage);
    const hint = page.locator('#hint');
    await page.hover('svg.graph [aria-label^="code:"]');
    expect(await hint.textContent()).toMatch(/^code: Dense 8 relu; .*trained in read; frozen in copy$/);
    expect(await hint.isVisible()).toBe(true);
    await page.hover('h1');
    expect(await hint.isVisible()).toBe(false);
    await page.focus('svg.graph [aria-label^="network encoder"]');
    expect(await hint.textContent()).toContain('network encoder');
    await page.keyboard.press('ArrowDown');
    expect(await hint.textContent()).toContain('flatten');
    await page.keyboard.press('Tab');
    expect(await hint.textContent()).toMatch(/^code: Dense/);
    await page.keyboard.press('Escape');
    expect(await hint.isVisible()).toBe(false);
    await page.hover('svg.graph .phase[data-phase="1"] .title');
    expect(await page.locator('svg.graph.one .wire.active').count()).toBeGreaterThan(0);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('says the figures of the epoch that is pointed at', async () => {
    const { page, faults } = await open(runPage);
    const chart = page.locator('[data-chart=curves]');
    const count = await chart.locator('text').count();
    await chart.scrollIntoViewIfNeeded();
    const box = (await chart.boundingBox())!;
    await page.mouse.move(box.x + 120, box.y + 160);
    await expect.poll(() => chart.locator('text').count()).toBeGreaterThan(count);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('is light on paper, also where the screen is dark', async () => {
    const { page, faults } = await open(runPage, { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    expect(await background(page)).toBe('rgb(255, 255, 255)');
    await expect
      .poll(() => page.locator('[data-chart=curves] svg rect').first().getAttribute('fill'))
      .toBe('#ffffff');
    expect((await page.pdf()).byteLength).toBeGreaterThan(10_000);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('shows names of every kind as texts and runs none of them', async () => {
    const sample = samplePage();
    const name = `<script>window.hit = 1</script><img src=x onerror="window.hit = 1">`;
    const path = join(folder, 'hostile.html');
    const script = readFileSync(join(root, 'dist/bin/page/run-page.js'), 'utf8');
    const curves = sample.curves.map((one) => ({
      ...one,
      phase: '__proto__',
      epochs: one.epochs.map(({ epoch }) => ({
        epoch,
        metrics: JSON.parse(`{"__proto__": ${epoch}, ${JSON.stringify(name)}: 2}`) as Record<string, number>,
      })),
    }));
    const program = { ...sample.program, name, description: `a "quoted" </title> ${name}` };
    const html = renderRunPage({ ...sample, program, curves, graphText: name }, { script, now: 0 });
    await writeFile(path, html);
    const { page, faults } = await open(path);
    expect(await page.textContent('h1')).toBe(name);
    const titles = await page.locator('[data-chart=curves] text').allTextContents();
    expect(titles.map((title) => title.replace('\u2060', ''))).toContain('__proto__: __proto__');
    expect(titles).toContain(`__proto__: ${name}`);
    expect(await page.evaluate('window.hit')).toBe(undefined);
    expect(faults.filter((fault) => !fault.includes('ERR_INVALID_URL'))).toEqual([]);
    await page.close();
  });
});
