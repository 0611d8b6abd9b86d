/** A phase's state in the store, as `lagraph plan --json` prints it. */
export interface PhaseStatus {
  cached: boolean | null;
  pending: readonly string[] | null;
  resumesFrom: number | null;
  onlyFigures: readonly string[];
  outdated: string | null;
}

/** What becomes of a phase whose state in the store is known. */
export function phaseStatusText({
  cached,
  pending,
  resumesFrom,
  onlyFigures,
  outdated,
}: PhaseStatus): string {
  if (cached) return onlyFigures.length > 0 ? `only figures: ${onlyFigures.join(', ')}` : 'cached';
  if (pending) return `kept if ${pending.join(', ')} ${pending.length > 1 ? 'come' : 'comes'} out the same`;
  if (resumesFrom !== null) return `goes on from epoch ${resumesFrom}`;
  return outdated === null ? 'to train' : 'to train again';
}
