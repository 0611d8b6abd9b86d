import type { SourceRange } from '../../diagnostics/index.js';
import type { CallMode } from '../../vocabulary/index.js';
import type { Schedule, Wire, WireId } from '../program.js';
import type { NameLists, CompileContext } from '../compile-context.js';
import type { WireBuilder } from './wire-builder.js';

/**
 * The lowered value of an expression. A call with several outputs stands for its first; the others can be selected by
 * name.
 */
export interface LoweredValue {
  wire: WireId;
  outputs?: readonly { name: string; wire: WireId }[];
  /** The call of a network that it is the result of: its layers can be read. */
  call?: WireId;
}

/**
 * In which steps a value is computed: in all of a phase of so many epochs, or at its end. What is of no phase (evaluations,
 * reports) is as at the end, and has no epochs.
 */
export type TrainingTime =
  { at: 'steps'; epochs: number; nameOf(schedule: Schedule): string } | { at: 'end'; epochs: number | null };

type FunctionWire = Extract<Wire, { op: 'function' }>;

/** The scope of an expression: which names it can use and what it may call. */
export interface ExpressionScope {
  context: CompileContext;
  builder: WireBuilder;
  /** The value of a name; `broken` if an error was reported before or the name cannot be judged. */
  resolve(name: string): LoweredValue | 'broken' | undefined;
  /** Names that `resolve` finds, for did-you-mean. */
  names(): NameLists;
  /** One sentence that lists what is available, used if no name is similar. */
  hint?(): string;
  /** The mode in which a network is called here; or, as a sentence, why none can be called. */
  modeOf: ((network: string) => CallMode) | string;
  /** Whether a weight that is named stands for what it is after the update. */
  readsUpdatedWeights?: boolean;
  /** The size of a whole batch, where values may have shapes that it takes part in. */
  batchSize?: number | undefined;
  /** Whether figures of all examples together (`auc`) have a value here. */
  hasTotals?: boolean;
  /** When in training it is computed, for numbers that follow it; absent: it is no part of training. */
  time?: TrainingTime;
  /** A new stream for a random function. */
  stream(name: string): Pick<FunctionWire, 'stream' | 'draw'>;
  /**
   * Lowers a network or model that is written without a call, as in `encoder -> decoder`: it is called on the model's
   * inputs.
   */
  lowerUncalled?(name: string, range: SourceRange): LoweredValue | undefined;
  /** Models inlined so far, by name and inputs: the same call is the same value. */
  inlined: Map<string, LoweredValue>;
}

/** Creates unique stream names: `z/normal`, `z/normal_1`. `at` is the prefix. */
export function createStreamNames(): (at: string, name: string) => string {
  const counts = new Map<string, number>();
  return (at, name) => {
    const stream = `${at}/${name}`;
    const count = counts.get(stream) ?? 0;
    counts.set(stream, count + 1);
    return count === 0 ? stream : `${stream}_${count}`;
  };
}
