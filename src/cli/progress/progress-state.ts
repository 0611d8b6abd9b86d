import type { RunEvent } from '../../runtime/index.js';

/** A phase that is being trained. */
export interface RunningPhase {
  name: string;
  /** The current epoch, from 1. */
  epoch: number;
  epochs: number;
  step: number;
  steps: number;
  loss: number | null;
  /** Metrics of the last complete epoch. */
  metrics: Readonly<Record<string, number>>;
  secondsLeft: number | null;
}

/** State of the progress display, reduced over the events of a run. */
export interface ProgressState {
  graph: string;
  phases: readonly string[];
  finished: readonly string[];
  running: readonly RunningPhase[];
  simulated: boolean;
  over: boolean;
}

export const INITIAL_PROGRESS: ProgressState = {
  graph: '',
  phases: [],
  finished: [],
  running: [],
  simulated: false,
  over: false,
};

/** The reducer: the state after one more event. */
export function applyRunEvent(state: ProgressState, event: RunEvent): ProgressState {
  switch (event.event) {
    case 'start':
      return { ...state, graph: event.graph, phases: event.phases, simulated: event.simulated };
    case 'data':
      return { ...state, simulated: state.simulated || event.simulated };
    case 'begin':
      return withRunningPhase(state, {
        name: event.phase,
        epoch: event.fromEpoch + 1,
        epochs: event.epochs,
        step: 0,
        steps: event.steps,
        loss: null,
        metrics: {},
        secondsLeft: null,
      });
    case 'progress': {
      const before = state.running.find(({ name }) => name === event.phase);
      if (!before) return state;
      const { epoch, step, steps, loss, secondsLeft } = event;
      return withRunningPhase(state, { ...before, epoch, step, steps, loss, secondsLeft });
    }
    case 'epoch': {
      const before = state.running.find(({ name }) => name === event.phase);
      if (!before) return state;
      return withRunningPhase(state, {
        ...before,
        epoch: event.epoch,
        epochs: event.epochs,
        step: before.steps,
        loss: event.metrics['loss'] ?? before.loss,
        metrics: event.metrics,
      });
    }
    case 'phase':
      return {
        ...state,
        finished: [...state.finished, event.name],
        running: state.running.filter(({ name }) => name !== event.name),
      };
    case 'failed':
      return { ...state, running: state.running.filter(({ name }) => name !== event.phase) };
    case 'done':
      return { ...state, running: [], over: true };
    case 'notice':
    case 'evaluate':
    case 'timings':
      return state;
  }
}

function withRunningPhase(state: ProgressState, phase: RunningPhase): ProgressState {
  const known = state.running.some(({ name }) => name === phase.name);
  return {
    ...state,
    running: known
      ? state.running.map((running) => (running.name === phase.name ? phase : running))
      : [...state.running, phase],
  };
}
