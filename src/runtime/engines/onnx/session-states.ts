import type { Layout } from './layout/index.js';
import type { OrtTensor } from './onnxruntime-session.js';

/** A state tensor, packed to the layout of the first program that uses it. */
export interface PackedState {
  shape: readonly number[];
  layout: Layout;
  tensor: OrtTensor;
}

/** A session's states, from the point of view of one program. */
export interface SessionStates {
  /** Layouts that programs were lowered for; later programs must use them. */
  readonly layouts: ReadonlyMap<string, Layout>;
  get(name: string): PackedState | undefined;
  set(name: string, held: PackedState): void;
  /** Fixes a state's layout, unless it is fixed already. */
  fixLayout(name: string, layout: Layout): void;
  /** Unfixes all layouts, unless another program relies on them. */
  releaseLayouts(): void;
}
