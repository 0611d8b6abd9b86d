import type { PhaseCurves } from '../report/index.js';

type Epoch = PhaseCurves['epochs'][number];

/** The epochs of each phase in lines of `metrics.jsonl`; the last line may be cut off, where a run was killed. */
export function epochsInLines(text: string): Map<string, Epoch[]> {
  const found = new Map<string, Epoch[]>();
  for (const line of text.split('\n')) addEpoch(found, line);
  return found;
}

/** An epoch that a phase had before is replaced: it was trained again. */
export function addEpoch(epochs: Map<string, Epoch[]>, line: string): void {
  const read = parseLine(line);
  if (!read) return;
  const { phase, epoch, metrics } = read;
  const own = epochs.get(phase) ?? [];
  while (own.length > 0 && own.at(-1)!.epoch >= epoch) own.pop();
  own.push({ epoch, metrics });
  epochs.set(phase, own);
}

function parseLine(line: string): { phase: string; epoch: number; metrics: Record<string, number> } | null {
  try {
    const value = JSON.parse(line) as { phase?: unknown; epoch?: unknown; metrics?: unknown } | null;
    if (typeof value?.phase !== 'string' || typeof value.epoch !== 'number') return null;
    if (typeof value.metrics !== 'object' || value.metrics === null) return null;
    return value as { phase: string; epoch: number; metrics: Record<string, number> };
  } catch {
    return null;
  }
}
