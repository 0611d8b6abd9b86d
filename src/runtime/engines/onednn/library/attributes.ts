import type { Handle, OnednnApi } from './c-api.js';
import { FpmathMode } from './constants.js';
import type { HandleScope } from './handle-scope.js';

/** What a primitive does to its result before it writes it. */
export type PostOperation =
  | { kind: 'eltwise'; algorithm: number; alpha?: number; beta?: number }
  /** An operand of the memory descriptor `operand`, which is passed as an argument. */
  | { kind: 'binary'; algorithm: number; operand: Handle }
  /** Adds what was at the destination. */
  | { kind: 'sum'; scale: number };

const SCRATCHPAD_OF_THE_CALLER = 1;
const DATA_TYPE_UNDEFINED = 0;

/** Attributes of a primitive: memory to work in comes from the caller; `chain` is done in its order. */
export function createAttributes(
  api: OnednnApi,
  scope: HandleScope,
  chain: readonly PostOperation[] = [],
  fpmathMode: number = FpmathMode.strict,
): Handle {
  const attributes = scope.add('attributes', api.attributes());
  api.setScratchpadMode(attributes, SCRATCHPAD_OF_THE_CALLER);
  if (fpmathMode !== FpmathMode.strict) api.setFpmathMode(attributes, fpmathMode);
  if (chain.length === 0) return attributes;
  const operations = scope.add('postOperations', api.postOperations());
  for (const one of chain) {
    if (one.kind === 'eltwise') api.appendEltwise(operations, one.algorithm, one.alpha ?? 0, one.beta ?? 0);
    else if (one.kind === 'binary') api.appendBinary(operations, one.algorithm, one.operand);
    // With a data type, oneDNN has no optimized kernel for it.
    else api.appendSum(operations, one.scale, 0, DATA_TYPE_UNDEFINED);
  }
  api.setPostOperations(attributes, operations);
  return attributes;
}
