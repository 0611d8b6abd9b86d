import type { SourceItem, SourceNode } from '../dsl/index.js';
import type { Path } from './places.js';
import type { RenderedValue } from './render.js';

export type Side = 'ours' | 'theirs';

/** One thing in the three texts; absent where a text does not have it. */
export interface Versions<T> {
  base: T | undefined;
  ours: T | undefined;
  theirs: T | undefined;
}

/** Something that both sides changed, each in its own way. */
export interface MergeConflict {
  /** `plan.link.optimizer`; numbers count list items from 0. */
  path: string;
  /** What each side has made of it, in one line. */
  message: string;
}

/** An item of the result as text; `null` where it is no more, `conflict` where it can't be said in its place. */
export type MergedItem = { text: string; conflict: boolean } | 'gone' | 'conflict';

/** Where items are put: on lines of their own at a column, or between brackets. */
export type Frame = { style: 'block'; column: number; host: Side } | { style: 'flow'; host: Side };

/** The steps of the merge that call each other, and what they collect. */
export interface MergeContext {
  mergeItem(versions: Versions<SourceItem>, path: Path, frame: Frame): MergedItem;
  /** The merged value; undefined if that is a conflict. */
  mergeValue(
    base: SourceNode | undefined,
    ours: SourceNode,
    theirs: SourceNode,
    path: Path,
  ): RenderedValue | undefined;
  reportConflict(path: Path, message: string): void;
  /** Lines that show the versions of something between markers. */
  conflictLines(path: Path, versions: { base: string; ours: string; theirs: string }): string;
  /** The names that each side gave to the entry that stands at this path in all three texts; undefined if they agree. */
  otherNames(path: Path): { ours: string; theirs: string } | undefined;
  /** Whether there is such an entry somewhere below, so that texts that are the same are no merge. */
  hasOtherNamesBelow(path: Path): boolean;
}
