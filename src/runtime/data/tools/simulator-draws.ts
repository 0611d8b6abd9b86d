import type { DrawSource } from '../../../vocabulary/index.js';
import { randomStream } from '../../random-streams/index.js';

/** The draws of a simulator, read sequentially from a stream of its own: the same in every graph. */
export function simulatorDraws(sourceName: string): DrawSource {
  const source = randomStream(0, `source/${sourceName}`);
  let uniforms = 0;
  let normals = 0;
  return {
    uniform(n) {
      const out = new Float32Array(n);
      source.uniform(uniforms, out);
      uniforms += n;
      return out;
    },
    normal(n) {
      const out = new Float32Array(n);
      source.normal(normals, out);
      normals += n;
      return out;
    },
  };
}
