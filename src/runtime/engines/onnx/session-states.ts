import type { Layout } from './layout/index.js';
import type { OrtTensor } from './onnxruntime-session.js';

/** A state as it is held: packed, once a program has said how it wants it. */
export interface PackedState {
  shape: readonly number[];
  layout: Layout;
  tensor: OrtTensor;
}

/** The states of a session as one of its programs sees them. */
export interface SessionStates {
  /** What programs have been lowered for: no other program may expect a state in another layout. */
  readonly layouts: ReadonlyMap<string, Layout>;
  get(name: string): PackedState | undefined;
  set(name: string, held: PackedState): void;
  /** From here on the state lies so, unless a program has been lowered for it already. */
  fixLayout(name: string, layout: Layout): void;
  /** Take back what has been settled, if this program is the only one that was lowered for it. */
  releaseLayouts(): void;
}
