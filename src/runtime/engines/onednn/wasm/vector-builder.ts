/** Builds straight-line code on vectors of four numbers: each result is a local of its own. */
import { getLocal, integer, setLocal, Vector, vectorOfFloat, vectorOfInteger } from './instructions.js';

/** What the four lanes of a vector are: numbers, integers, or truth values (all bits of a lane alike). */
export type LaneType = 'f32' | 's32' | 'mask';

export interface Lanes {
  local: number;
  type: LaneType;
}

export class VectorBuilder {
  /** Code that is run once, before the loop: constants. */
  readonly before: number[] = [];
  readonly code: number[] = [];
  private next: number;
  private readonly constants = new Map<string, Lanes>();

  /** @param firstLocal the number of the first local that is free for vectors */
  constructor(private readonly firstLocal: number) {
    this.next = firstLocal;
  }

  get vectors(): number {
    return this.next - this.firstLocal;
  }

  /** A local that `code` leaves on the stack. */
  keep(type: LaneType, code: readonly number[], to: number[] = this.code): Lanes {
    const local = this.next++;
    to.push(...code, ...setLocal(local));
    return { local, type };
  }

  apply(type: LaneType, instruction: readonly number[], ...operands: readonly Lanes[]): Lanes {
    return this.keep(type, [...operands.flatMap(({ local }) => getLocal(local)), ...instruction]);
  }

  float(value: number): Lanes {
    const bits = new Uint32Array(Float32Array.of(value).buffer)[0];
    return this.constant(`f${bits}`, 'f32', vectorOfFloat(value));
  }

  integer(value: number): Lanes {
    return this.constant(`i${value}`, 's32', vectorOfInteger(value));
  }

  private constant(key: string, type: LaneType, code: readonly number[]): Lanes {
    const known = this.constants.get(key);
    if (known) return known;
    const made = this.keep(type, code, this.before);
    this.constants.set(key, made);
    return made;
  }

  add = (a: Lanes, b: Lanes): Lanes => this.apply('f32', Vector.add, a, b);
  subtract = (a: Lanes, b: Lanes): Lanes => this.apply('f32', Vector.subtract, a, b);
  multiply = (a: Lanes, b: Lanes): Lanes => this.apply('f32', Vector.multiply, a, b);
  divide = (a: Lanes, b: Lanes): Lanes => this.apply('f32', Vector.divide, a, b);
  /** `yes` where the mask is set, otherwise `no`. */
  select = (mask: Lanes, yes: Lanes, no: Lanes): Lanes => this.apply(yes.type, Vector.select, yes, no, mask);
  shift = (instruction: readonly number[], a: Lanes, bits: number): Lanes =>
    this.keep('s32', [...getLocal(a.local), ...integer(bits), ...instruction]);
  /** The same bits, read as another type. */
  as = (type: LaneType, { local }: Lanes): Lanes => ({ local, type });

  /** c[0] x^n + c[1] x^(n-1) + ... + c[n] */
  polynomial(x: Lanes, coefficients: readonly number[]): Lanes {
    const [first = 0, ...rest] = coefficients;
    return rest.reduce((sum, one) => this.add(this.multiply(sum, x), this.float(one)), this.float(first));
  }
}
