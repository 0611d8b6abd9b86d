import type { SourceRange } from '../../diagnostics/index.js';
import type { CallMode } from '../../vocabulary/index.js';
import type { Wire, WireId } from '../program.js';
import type { Names, CompileContext } from '../compile-context.js';
import type { WireBuilder } from './wire-builder.js';

/** What an expression is. A call of something with several outputs is its first, and the others can be asked for. */
export interface LoweredValue {
  wire: WireId;
  outputs?: readonly { name: string; wire: WireId }[];
}

type FunctionWire = Extract<Wire, { op: 'function' }>;

/** Where an expression stands: which names it sees and what it may call. */
export interface ExpressionScope {
  context: CompileContext;
  builder: WireBuilder;
  /** What a name stands for here; `broken` where an error was reported before, or nothing can be said. */
  resolve(name: string): LoweredValue | 'broken' | undefined;
  /** Names that `resolve` knows, for did-you-mean. */
  names(): Names;
  /** One sentence on what there is, where no name is near. */
  hint?(): string;
  /** How a network is called here; or, in words, why none can be. */
  modeOf: ((network: string) => CallMode) | string;
  /** A stream of its own for a random function. */
  stream(name: string): Pick<FunctionWire, 'stream' | 'draw'>;
  /** A network or model that stands for what it makes of the model's own inputs (`encoder -> decoder`). */
  alone?(name: string, range: SourceRange): LoweredValue | undefined;
  /** Models that were put in already, by name and inputs: the same call is the same value. */
  inlined: Map<string, LoweredValue>;
}

/** Unique names for streams: `z/normal`, `z/normal_1`. `at` is where the expression stands. */
export function createStreamNames(): (at: string, name: string) => string {
  const counts = new Map<string, number>();
  return (at, name) => {
    const stream = `${at}/${name}`;
    const count = counts.get(stream) ?? 0;
    counts.set(stream, count + 1);
    return count === 0 ? stream : `${stream}_${count}`;
  };
}
