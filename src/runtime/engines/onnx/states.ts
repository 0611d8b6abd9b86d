import type { Layout } from './layout/index.js';
import type { OrtTensor } from './runtime.js';

/** A state as it is held: packed, once a program has said how it wants it. */
export interface Held {
  shape: readonly number[];
  layout: Layout;
  tensor: OrtTensor;
}

/** The states of a session as one of its programs sees them. */
export interface States {
  /** What programs have been lowered for: no other program may expect a state in another layout. */
  readonly layouts: ReadonlyMap<string, Layout>;
  get(name: string): Held | undefined;
  set(name: string, held: Held): void;
  /** From here on the state lies so, unless a program has been lowered for it already. */
  settle(name: string, layout: Layout): void;
  /** Take back what has been settled, if this program is the only one that was lowered for it. */
  loosen(): void;
}
