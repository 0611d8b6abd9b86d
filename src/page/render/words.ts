/** Words that several sections of the page use. */
import type { Manifest, PhaseRecord, RunStatus } from '../../runtime/index.js';
import { html, type Html } from './html.js';
import { SIMULATED_DATA_LABEL } from '../../report/index.js';

export const RUN_STATUS: Readonly<Record<RunStatus, string>> = {
  running: 'running',
  done: 'done',
  missed: 'expectation missed',
  failed: 'failed',
  interrupted: 'interrupted',
};

export const PHASE_STATUS: Readonly<Record<PhaseRecord['status'], string>> = {
  waiting: 'waits',
  running: 'trains',
  trained: 'trained',
  resumed: 'trained on from a checkpoint',
  cached: 'cached: taken from the store',
  failed: 'failed',
  stopped: 'stopped',
};

export const simulatedMark = (): Html => html` <strong class="simulated">${SIMULATED_DATA_LABEL}</strong>`;

/** `2026-01-02 03:04:05 UTC`: the same wherever the page is opened. */
export function timeText(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `1 of 2 expectations met`; null if there are none. */
export function expectationsText({ evaluations }: Manifest): string | null {
  const expected = evaluations.filter(({ expect }) => expect !== null);
  if (expected.length === 0) return null;
  const met = expected.filter(({ ok }) => ok).length;
  if (met < expected.length) return `${met} of ${expected.length} expectations met`;
  return expected.length === 1 ? 'the expectation was met' : `all ${expected.length} expectations met`;
}

/** An expression, which may go on in the next line after a comma, a bracket or a dot. */
export const expressionCode = (text: string): Html =>
  html`<code
    >${text.split(/(?<=[(,.])/).flatMap((part, at) => (at === 0 ? [part] : [html`<wbr />`, part]))}</code
  >`;
