/** What differs between two graphs in meaning, as plain data: JSON keeps it whole. */
import type { SourceRange } from '../diagnostics/index.js';
import type { Document } from '../dsl/index.js';

/** The sections of a graph, in the order in which they are told. */
export const DIFF_SECTIONS = [
  'graph',
  'params',
  'networks',
  'models',
  'data',
  'plan',
  'evaluate',
  'report',
] as const;

export type DiffSection = (typeof DIFF_SECTIONS)[number];

/** One change of an entry. Values are short texts, as a person would say them. */
export interface Change {
  kind: 'added' | 'removed' | 'changed' | 'renamed' | 'effect';
  /** What is changed: `optimizer`, `image.rotate`, `layer`. */
  what: string;
  /** Null for what is added. */
  before: string | null;
  /** Null for what is removed. */
  after: string | null;
  /** Where it stands, where the value comes from, what follows: `after Dropout 0.3`, `${hidden}, its default`. */
  note: string | null;
  /** Whether it can move weights, only figures, or neither. */
  affects: 'weights' | 'figures' | 'nothing';
}

export type EntryKind = 'added' | 'removed' | 'changed' | 'renamed' | 'split' | 'joined';

/** A network, model, data set, phase, ... that differs. */
export interface EntryDiff {
  section: DiffSection;
  kind: EntryKind;
  /** Its name in B; in A if it is removed or split. */
  name: string;
  /** Its name in A if that is another. */
  was: string | null;
  /** Names of the parts that it is split into, or joined of. */
  parts: string[];
  /** Names of others with the same changes, which one loop or template makes. */
  alike?: string[];
  /** What it is (added), what it was (removed), or what a renaming leaves the same. */
  summary: string | null;
  changes: Change[];
  /** A text to write beside it so that what is trained is kept: `was: mnist_encoder`. */
  proposal: string | null;
  /** In B's text; in A's if it is removed. */
  range: SourceRange | null;
}

/** Why a phase's weights are other ones. */
export interface TrainingReason {
  part: 'phase' | 'network' | 'data' | 'seed' | 'name' | 'new' | 'unknown';
  /** `its optimizer`, `linker's layers` */
  what: string;
  /** `Adadelta 1 → Adam 0.001`; null if `what` says all. */
  detail: string | null;
}

/** What becomes of a phase of B, if A has been run. */
export type PhaseCost = {
  phase: string;
  /** The phase of A whose result stands for it. */
  from: string | null;
} & (
  | { status: 'kept' }
  /** Its weights are kept; these figures are computed anew. */
  | { status: 'figures'; figures: string[] }
  /** The weights' key has the tensors of its parents: it is kept if these come out the same. */
  | { status: 'pending'; parents: string[] }
  /** Training goes on where it ended, if the state of the optimizer is still there. */
  | { status: 'continues'; fromEpoch: number; toEpoch: number }
  /** Its data's source is declared in another way: the bytes decide. */
  | { status: 'data'; datasets: string[]; reasons: TrainingReason[] }
  | { status: 'train'; reasons: TrainingReason[] }
);

export interface ProgramDiff {
  /** No key changes, and nothing that a user could see. */
  same: boolean;
  entries: EntryDiff[];
  /** One for each phase of B, in the plan's order. */
  cost: PhaseCost[];
}

export interface DiffOptions {
  /** What was written: tells which parameter a value comes from. */
  documents?: { a?: Document | undefined; b?: Document | undefined };
}
