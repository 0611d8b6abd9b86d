import { execFile } from 'node:child_process';
import { phaseStatusText, type PhaseStatus } from '../../phase-status.js';

interface PlannedRow extends PhaseStatus {
  name: string;
  reason: string | null;
}

const MAX_OUTPUT_BYTES = 64 * 2 ** 20;

/**
 * For each phase of a graph file, what becomes of it and why, as `lagraph plan` says it. In a process of its own: keys
 * depend on the data, which may take seconds to read.
 */
export async function planLens(file: string, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const output = await new Promise<string>((resolve, reject) => {
    const command = [process.argv[1]!, 'plan', file, '--json'];
    const child = execFile(
      process.execPath,
      command,
      { signal, maxBuffer: MAX_OUTPUT_BYTES, windowsHide: true },
      (error, stdout) => (error && stdout === '' ? reject(error) : resolve(stdout)),
    );
    child.stdin?.end();
  });
  const { phases, problem } = JSON.parse(output) as { phases: PlannedRow[] | null; problem: string | null };
  if (problem !== null) throw new Error(problem);
  return new Map(
    (phases ?? [])
      .filter(({ cached }) => cached !== null)
      .map((row) => [
        row.name,
        row.reason === null ? phaseStatusText(row) : `${phaseStatusText(row)}: ${row.reason}`,
      ]),
  );
}
