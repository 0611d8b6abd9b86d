/** Runs tasks with dependencies in parallel, independently of what they do. */
import { admitTasks, type QueuedTask, type FreeResources } from './task-admission.js';

export interface Task extends QueuedTask {
  /** `stop` is aborted when the run is interrupted or another task has failed; the task then ends early by throwing. */
  run(stop: AbortSignal): Promise<void>;
}

export type TaskOutcome =
  | { status: 'done' }
  | { status: 'failed'; error: unknown }
  /** Was running and was aborted. */
  | { status: 'stopped'; error: unknown }
  /** Was never started. */
  | { status: 'waiting' };

/**
 * Run all tasks, as many at a time as the resources allow; of those that could start, the first in the list starts
 * first. After the first failure no other task starts, running tasks are aborted, and all are awaited.
 */
export async function runTasks(
  tasks: readonly Task[],
  resources: FreeResources,
  interrupt?: AbortSignal,
): Promise<Map<string, TaskOutcome>> {
  const outcomes = new Map<string, TaskOutcome>(tasks.map((task) => [task.name, { status: 'waiting' }]));
  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  interrupt?.addEventListener('abort', onInterrupt);
  if (interrupt?.aborted) stop.abort();
  const waiting = new Set(tasks);
  const running = new Map<string, Promise<void>>();
  const left = { ...resources };
  const isDone = (name: string) => outcomes.get(name)?.status === 'done';
  try {
    for (;;) {
      const starting = stop.signal.aborted ? [] : admitTasks(waiting, isDone, left);
      for (const task of starting) {
        waiting.delete(task);
        left.jobs--;
        left.cores -= task.threads;
        running.set(
          task.name,
          task
            .run(stop.signal)
            .then(
              () => outcomes.set(task.name, { status: 'done' }),
              (error: unknown) => {
                // A task that ends after the abort signal counts as stopped by it.
                outcomes.set(task.name, { status: stop.signal.aborted ? 'stopped' : 'failed', error });
                stop.abort();
              },
            )
            .then(() => {
              left.jobs++;
              left.cores += task.threads;
              running.delete(task.name);
            }),
        );
      }
      if (running.size === 0) return outcomes;
      await Promise.race(running.values());
    }
  } finally {
    interrupt?.removeEventListener('abort', onInterrupt);
  }
}
