import type { PhaseCurves } from '../report/index.js';

type Epoch = PhaseCurves['epochs'][number];

/** The epochs of each phase in lines of `metrics.jsonl`; the last line may be cut off, where a run was killed. */
export function epochsInLines(text: string): Map<string, Epoch[]> {
  const found = new Map<string, Epoch[]>();
  for (const line of text.split('\n')) {
    const read = epochOfLine(line);
    if (!read) continue;
    const own = found.get(read.phase) ?? [];
    found.set(read.phase, own);
    // An epoch that was there before was trained again.
    while (own.length > 0 && own.at(-1)!.epoch >= read.epoch.epoch) own.pop();
    own.push(read.epoch);
  }
  return found;
}

/** Null if the line is none of ours. */
export function epochOfLine(line: string): { phase: string; epoch: Epoch } | null {
  try {
    const value = JSON.parse(line) as { phase?: unknown; epoch?: unknown; metrics?: unknown } | null;
    const { phase, epoch, metrics } = value ?? {};
    if (typeof phase !== 'string' || typeof epoch !== 'number') return null;
    if (typeof metrics !== 'object' || metrics === null) return null;
    return { phase, epoch: { epoch, metrics: metrics as Epoch['metrics'] } };
  } catch {
    return null;
  }
}
