import type { Program } from '../../../compiler/index.js';
import type { ProgramDiff } from '../../../diff/index.js';
import type { Sources } from '../../../diagnostics/index.js';
import type { Document } from '../../../dsl/index.js';

export interface LoadedSide {
  /** `HEAD:graphs/digits.yaml` */
  label: string;
  program: Program;
  /** Absent for a run. */
  document?: Document;
  sources: Sources;
}

/** Two graphs and what differs; a graph that is new or gone has no other to differ from. */
export type GraphDiff =
  | { file: string; a: LoadedSide; b: LoadedSide; diff: ProgramDiff }
  | { file: string; a: null; b: LoadedSide; diff: null }
  | { file: string; a: LoadedSide; b: null; diff: null };
