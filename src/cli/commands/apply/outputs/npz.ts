import { classOf, type Output, type Source } from './answers.js';
import { encodeNpy } from '../inputs/index.js';
import { zipArchive } from './zip.js';

/** An array of each output by its name, and beside them `file`, `row` and `class` (`OUTPUT_class` of several). */
export function npzBytes(sources: readonly Source[], outputs: readonly Output[]): Uint8Array[] {
  const count = [sources.length];
  const arrays = new Map<string, Uint8Array>([
    [
      'file',
      encodeNpy(
        count,
        sources.map(({ file }) => file),
      ),
    ],
  ]);
  if (sources.some(({ row }) => row !== null))
    arrays.set(
      'row',
      encodeNpy(
        count,
        Float32Array.from(sources, ({ row }) => row ?? 0),
      ),
    );
  for (const output of outputs) {
    const { name, values, classes } = output;
    if (classes) {
      const names = sources.map((_, at) => classOf(output, at)!.name);
      arrays.set(outputs.length > 1 ? `${name}_class` : 'class', encodeNpy(count, names));
    }
    // What the model calls something comes first.
    arrays.set(name, encodeNpy(values.shape, values.data as Float32Array));
  }
  return zipArchive(new Map([...arrays].map(([name, bytes]) => [`${name}.npy`, bytes])));
}
