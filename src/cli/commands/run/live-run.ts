/** What a run tells those who watch it: its progress in its folder, and with `--open` its live page. */
import { setTimeout as sleep } from 'node:timers/promises';
import { loadRun, type OpenedRun, type RunEvent } from '../../../runtime/index.js';
import { createProgressFile } from '../../../live/index.js';
import type { OutputStream } from '../../terminal.js';
import type { LivePage } from '../../live-page.js';

/** A phase's record is written when its event has been given. */
const RECORDED_AFTER_MS = 250;

export interface LiveRun {
  record(event: RunEvent): void;
  /** Waits for pictures that are being drawn. */
  drawn(): Promise<unknown>;
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
  /** Draws these reports into the run's folder. */
  draw(run: OpenedRun): Promise<unknown>;
}

export function createLiveRun(options: LiveRunOptions, err: OutputStream): LiveRun {
  const { store, watched, open, browser, notice, draw } = options;
  const progress = createProgressFile();
  let page: Promise<LivePage | null> = Promise.resolve(null);
  let served: LivePage | null = null;
  let run: string | null = null;
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

  const drawn = new Set<string>();
  let drawing: Promise<unknown> = Promise.resolve();

  /** Pictures whose networks are all trained, before the run ends: there is someone who waits for them. */
  async function drawReady(name: string): Promise<void> {
    const run = await loadRun(store, name);
    const finished = new Set(
      run.manifest.phases.flatMap(({ name: phase, artifact }) => (artifact ? [phase] : [])),
    );
    const ready = run.program.reports.filter(
      (report) =>
        report.kind !== 'curves' &&
        !drawn.has(report.name) &&
        report.networks.every(({ from }) => from === null || finished.has(from)),
    );
    if (ready.length === 0) return;
    for (const report of ready) drawn.add(report.name);
    await draw({ ...run, program: { ...run.program, reports: ready } });
    served?.server.changed();
  }

  /** After the record of a phase is written. */
  const drawLater = (name: string): void => {
    drawing = drawing
      .then(() => sleep(RECORDED_AFTER_MS))
      .then(() => drawReady(name))
      .catch(() => undefined);
  };

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
      if (event.event === 'start') {
        run = event.run;
        page = serve(event.run);
      }
      if (open && event.event === 'phase' && run !== null) drawLater(run);
      served?.server.changed();
    },
    drawn: () => drawing,
    end: () => (ending ??= end()),
  };
}
