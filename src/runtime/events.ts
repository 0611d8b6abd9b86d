/** What happens in a run, one plain object each; `lagraph run --json` prints them one a line. */
export type RunEvent =
  | {
      event: 'start';
      run: string;
      graph: string;
      engine: string;
      phases: string[];
      jobs: number;
      simulated: boolean;
    }
  /** Something a person should know: a simulated source, a lock waited for, a fallback. */
  | { event: 'notice'; message: string; phase?: string }
  | { event: 'data'; dataset: string; origin: string; hash: string; simulated: boolean }
  | { event: 'begin'; phase: string; epochs: number; steps: number; fromEpoch: number; threads: number }
  /** A few times a second while a phase trains. */
  | {
      event: 'progress';
      phase: string;
      epoch: number;
      step: number;
      steps: number;
      loss: number;
      secondsLeft: number | null;
    }
  | {
      event: 'epoch';
      phase: string;
      epoch: number;
      epochs: number;
      seconds: number;
      metrics: Record<string, number>;
    }
  | {
      event: 'phase';
      name: string;
      status: 'trained' | 'resumed' | 'cached';
      seconds: number;
      metrics: Record<string, number>;
    }
  | { event: 'evaluate'; name: string; value: number; expect: string | null; ok: boolean; simulated: boolean }
  | { event: 'failed'; phase: string | null; message: string }
  | { event: 'done'; run: string; seconds: number; directory: string; ok: boolean };
