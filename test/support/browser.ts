/** A headless Chromium of this machine, if there is one. `LAGRAPH_CHROMIUM` names another one. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge'];

function findChromium(): string | null {
  const given = process.env['LAGRAPH_CHROMIUM'];
  if (given) return given;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(existsSync) ?? null;
}

export const chromiumPath = findChromium();

if (chromiumPath === null && process.env['LAGRAPH_REQUIRE_BROWSER'] === '1') {
  throw new Error('there is no Chromium, and LAGRAPH_REQUIRE_BROWSER says that there must be one');
}

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath!,
    // Its sandbox needs rights that containers and the root user lack; it shows pages of these tests alone.
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
