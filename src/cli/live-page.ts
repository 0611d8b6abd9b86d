/** The live page of a run, for the commands that serve it. */
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  addressFile,
  followRun,
  readAddress,
  saveAddress,
  startLiveServer,
  type FollowedRun,
  type LiveServer,
} from '../live/index.js';
import { pageScript, type RunningPhase } from '../page/index.js';
import { openInBrowser } from './open-in-browser.js';
import type { OpenedRun } from '../runtime/index.js';
import type { OutputStream } from './terminal.js';

export interface LivePage {
  server: LiveServer;
  followed: FollowedRun;
}

/**
 * Serves a run's page, at the address at which what is watched was served before, and opens it in a browser.
 *
 * @param watched what keeps its address: a graph, or a run
 * @param browser whether it is opened
 */
export async function serveLivePage(
  run: OpenedRun,
  { watched, browser, running }: { watched: string; browser: boolean; running?: () => RunningPhase[] },
  err: OutputStream,
): Promise<LivePage> {
  const followed = followRun(run, {
    picture: (file, changed) => `report/${encodeURIComponent(file)}?${changed}`,
    ...(running ? { running } : {}),
  });
  const file = addressFile(run.store, watched);
  const server = await startLiveServer({
    run: run.manifest.run,
    directory: run.directory,
    page: () => followed.page(),
    script: await pageScript(),
    graphText: await readFile(join(run.directory, 'graph.yaml'), 'utf8').catch(() => null),
    address: await readAddress(file),
  });
  // Without it, the page is served at another address the next time.
  await saveAddress(file, server).catch(() => undefined);
  const opened = browser && (await openInBrowser(server.url));
  err.line(`live page: ${server.url}${browser && !opened ? ' (no browser could be opened)' : ''}`);
  return { server, followed };
}

/** How long a browser that was opened may take to come for the page of a run that has ended meanwhile. */
const FIRST_READER_MS = 4000;
const LOOK_MS = 50;

/** Ends the server, but not before the browser that was opened has come for the page. */
export async function endLivePage(server: LiveServer, waitsForReader: boolean): Promise<void> {
  for (let waited = 0; waitsForReader && !server.wasRead() && waited < FIRST_READER_MS; waited += LOOK_MS)
    await sleep(LOOK_MS);
  await server.end();
}
