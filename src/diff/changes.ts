import type { Change } from './diff-types.js';

type Details = Partial<Pick<Change, 'note' | 'affects'>>;

const filled = (change: Pick<Change, 'kind' | 'what' | 'before' | 'after'>, details: Details): Change => ({
  ...change,
  note: details.note ?? null,
  affects: details.affects ?? 'weights',
});

/** `optimizer Adadelta 1 → Adam 0.001`; nothing if both are the same text. */
export function changed(what: string, before: string, after: string, details: Details = {}): Change[] {
  return before === after ? [] : [filled({ kind: 'changed', what, before, after }, details)];
}

export const added = (what: string, after: string, details: Details = {}): Change =>
  filled({ kind: 'added', what, before: null, after }, details);

export const removed = (what: string, before: string, details: Details = {}): Change =>
  filled({ kind: 'removed', what, before, after: null }, details);

export const renamed = (what: string, before: string, after: string, details: Details = {}): Change =>
  filled({ kind: 'renamed', what, before, after }, details);

/** What follows from another change. */
export const effect = (what: string, before: string, after: string, details: Details = {}): Change =>
  filled({ kind: 'effect', what, before, after }, details);
