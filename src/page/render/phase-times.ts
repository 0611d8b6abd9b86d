/** When the phases of a run were trained, relative to its beginning. */
import type { Manifest, PhaseRecord } from '../../runtime/index.js';

export interface PhaseTime {
  record: PhaseRecord;
  /** Seconds after the run's beginning; null if it was not trained in this run. */
  from: number | null;
  to: number | null;
  /** The run says when it was; otherwise phases are shown one after another. */
  known: boolean;
}

/** One for each phase, in the plan's order. `now`: the end of those that still train. */
export function phaseTimes({ started, phases }: Manifest, now: number): PhaseTime[] {
  const begin = Date.parse(started);
  const since = (iso: string | undefined): number | null => {
    const time = iso === undefined ? NaN : Date.parse(iso);
    // Clocks may be set back during a run.
    return Number.isNaN(time) || Number.isNaN(begin) ? null : Math.max(0, (time - begin) / 1000);
  };
  let last = 0;
  return phases.map((record) => {
    const trains = record.status === 'trained' || record.status === 'resumed';
    const from = since(record.began);
    if (from !== null) {
      const to = since(record.ended) ?? (record.status === 'running' ? (now - begin) / 1000 : from);
      return { record, from, to: Math.max(from, to), known: true };
    }
    if (!trains) return { record, from: null, to: null, known: true };
    const assumed = last;
    last += Number.isFinite(record.seconds) ? record.seconds : 0;
    return { record, from: assumed, to: last, known: false };
  });
}

/** Seconds that a phase took in this run; null if it was not trained in it. */
export const secondsOf = ({ from, to }: PhaseTime): number | null =>
  from === null || to === null ? null : to - from;
