/** Numbers whose count is not known before. */
export class GrowingArray<T extends Float32Array | Int32Array> {
  length = 0;
  private data: T;

  constructor(private readonly make: (length: number) => T) {
    this.data = make(1024);
  }

  push(value: number): void {
    if (this.length === this.data.length) {
      const grown = this.make(2 * this.length);
      grown.set(this.data as never);
      this.data = grown;
    }
    this.data[this.length++] = value;
  }

  /** All numbers, in an array of their own. */
  whole(): T {
    return this.data.slice(0, this.length) as T;
  }
}

export const growingFloats = () => new GrowingArray((length) => new Float32Array(length));
export const growingIntegers = () => new GrowingArray((length) => new Int32Array(length));
