import type { DType } from '../capture/index.js';
import type { TensorData } from './engine.js';

/** An input as an engine's library takes it: draws of bytes as uint8. */
export interface FeedSpec {
  name: string;
  type: DType | 'uint8' | 'int64';
  shape: readonly number[];
}

/** What was fed to an input, as an array of its type. Throws where nothing was, or not as many numbers as it takes. */
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
