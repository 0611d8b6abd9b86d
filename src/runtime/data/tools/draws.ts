import type { DrawSource } from '../../../vocabulary/index.js';
import { stream } from '../../streams/index.js';

/** The draws of a simulator, one after another, from a stream of its own: the same in every graph. */
export function draws(name: string): DrawSource {
  const source = stream(0, `source/${name}`);
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
