import type { DType } from '../capture/index.js';
import type { TensorData } from './engine.js';

/** Type and shape that an engine's library expects for an input; byte draws are uint8. */
export interface FeedSpec {
  name: string;
  type: DType | 'uint8' | 'int64';
  shape: readonly number[];
}

/** The fed value as a typed array of the input's type. Throws if nothing was fed or if its length is wrong. */
export function feedToTypedArray(
  programName: string,
  { name, type, shape }: FeedSpec,
  feed: TensorData | number | undefined,
): TensorData {
  if (feed === undefined) throw new Error(`${programName}: the input "${name}" was not fed`);
  const data = typeof feed === 'number' ? Float32Array.of(feed) : feed;
  const size = shape.reduce((product, side) => product * side, 1);
  if (data.length !== size) {
    throw new Error(
      `${programName}: "${name}" has ${data.length} numbers; [${shape.join(', ')}] needs ${size}`,
    );
  }
  if (type === 'float32') return data instanceof Float32Array ? data : Float32Array.from(data);
  if (type === 'int32') return data instanceof Int32Array ? data : Int32Array.from(data);
  return data instanceof Uint8Array ? data : Uint8Array.from(data);
}
