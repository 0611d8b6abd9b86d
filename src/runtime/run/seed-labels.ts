import type { Program } from '../../compiler/index.js';
import type { RunEvent } from '../api/index.js';
import { nameOfSeed } from './manifest.js';

/** How phases and evaluations of each program are called in a run: `link@3` if there are several seeds. */
export const seedLabels = (programs: readonly Pick<Program, 'seed'>[]): ((name: string) => string)[] =>
  programs.map(({ seed }) => (programs.length === 1 ? (name) => name : (name) => nameOfSeed(name, seed)));

/** An event of one seed, with the names that its phases and evaluations have in the run. */
export function labelledEvent(event: RunEvent, label: (name: string) => string): RunEvent {
  switch (event.event) {
    case 'phase':
    case 'evaluate':
      return { ...event, name: label(event.name) };
    case 'begin':
    case 'progress':
    case 'epoch':
      return { ...event, phase: label(event.phase) };
    case 'notice':
      return event.phase === undefined ? event : { ...event, phase: label(event.phase) };
    case 'failed':
      return event.phase === null ? event : { ...event, phase: label(event.phase) };
    default:
      return event;
  }
}
