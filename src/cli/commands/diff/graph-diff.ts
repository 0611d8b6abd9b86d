import type { Program } from '../../../compiler/index.js';
import type { ProgramDiff } from '../../../diff/index.js';
import type { Sources } from '../../../diagnostics/index.js';
import type { ProfileDiff } from './diff-profiles.js';
import type { Document, ReadPart } from '../../../dsl/index.js';

export interface LoadedSide {
  /** `HEAD:graphs/digits.yaml` */
  label: string;
  program: Program;
  /** Absent for a run. */
  document?: Document;
  /** What was written; absent for a run. */
  text?: string;
  /** What messages call the graph, and how its parts are read; absent for a run. */
  source?: { file: string; readPart: ReadPart };
  /** The text of the lock beside it; absent if there is none, or if it is unknown. */
  lockText?: string;
  sources: Sources;
}

/** Two graphs and what differs; a graph that is new or gone has no other to differ from. */
export type GraphDiff =
  | {
      file: string;
      a: LoadedSide;
      b: LoadedSide;
      diff: ProgramDiff;
      /** What differs with a profile alone. */
      profiles: ProfileDiff[];
      /** What the locks beside the graphs say of other data, a line for each data set. */
      otherData: string[];
    }
  | { file: string; a: null; b: LoadedSide; diff: null }
  | { file: string; a: LoadedSide; b: null; diff: null };

/** Whether there is nothing to tell of a graph. */
export const isSame = (one: GraphDiff): boolean =>
  one.diff !== null && one.diff.same && one.profiles.length === 0 && one.otherData.length === 0;
