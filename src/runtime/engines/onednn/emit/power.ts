/** Powers: of a number and a number (an optimizer's corrections for its first steps), or of all and one, in JavaScript. */
import type { KernelCall } from '../../../capture/index.js';
import type { Lowering } from '../lowering.js';
import { emitFallback } from './fallback.js';

export function emitPower(lowering: Lowering, call: KernelCall): void {
  const [a, b] = [lowering.input(call, 'a'), lowering.input(call, 'b')];
  const y = call.outputs[0]!;
  const size = lowering.size(y);
  const fits = (id: number) =>
    lowering.dataType(id) === 'f32' && (lowering.size(id) === size || lowering.size(id) === 1);
  if (!fits(a) || !fits(b)) return emitFallback(lowering, call);
  const [bases, exponents] = [lowering.readPlain(a), lowering.readPlain(b)];
  const [baseStep, exponentStep] = [a, b].map((id) => (lowering.size(id) === 1 ? 0 : 1)) as [number, number];
  const to = lowering.definePlain(y);
  lowering.emit({
    name: call.kernel,
    implementation: 'javascript',
    reads: [bases, exponents],
    writes: [to],
    bind(places) {
      const base = places.floats(bases, lowering.size(a));
      const exponent = places.floats(exponents, lowering.size(b));
      const result = places.floats(to, size);
      return () => {
        for (let at = 0; at < size; at++) {
          result[at] = Math.pow(base[at * baseStep]!, exponent[at * exponentStep]!);
        }
      };
    },
  });
}
