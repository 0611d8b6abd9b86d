/** What a run tells those who watch it: its progress in its folder, and with `--open` its live page. */
import { loadRun, type RunEvent } from '../../../runtime/index.js';
import { createProgressFile } from '../../../live/index.js';
import type { OutputStream } from '../../terminal.js';
import type { LivePage } from '../../live-page.js';

export interface LiveRun {
  record(event: RunEvent): void;
  /** The run is over, its pictures and its page are written. */
  end(): Promise<void>;
}

export interface LiveRunOptions {
  store: string;
  /** What keeps its address when it is run again. */
  watched: string;
  /** Whether the page is served, and whether a browser is opened for it. */
  open: boolean;
  browser: boolean;
  notice(message: string): void;
}

export function createLiveRun(options: LiveRunOptions, err: OutputStream): LiveRun {
  const { store, watched, open, browser, notice } = options;
  const progress = createProgressFile();
  let page: Promise<LivePage | null> = Promise.resolve(null);
  let served: LivePage | null = null;
  let ending: Promise<void> | null = null;

  async function serve(name: string): Promise<LivePage | null> {
    try {
      const run = await loadRun(store, name);
      progress.begin(run.directory);
      if (!open) return null;
      const { serveLivePage } = await import('../../live-page.js');
      served = await serveLivePage(run, { watched, browser, running: progress.running }, err);
      return served;
    } catch (error) {
      notice(`the run can't be watched: ${(error as Error).message}`);
      return null;
    }
  }

  async function end(): Promise<void> {
    const live = await page;
    await progress.close();
    if (!live) return;
    const { endLivePage } = await import('../../live-page.js');
    await endLivePage(live.server, browser);
  }

  return {
    record(event) {
      progress.record(event);
      if (event.event === 'start') page = serve(event.run);
      served?.server.changed();
    },
    end: () => (ending ??= end()),
  };
}
