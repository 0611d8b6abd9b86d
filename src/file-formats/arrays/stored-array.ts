/** An array of a file, row-major. Whole numbers that fit are 32 bits wide, all other numbers float32. */
export interface StoredArray {
  shape: number[];
  /** NumPy's name of the type in the file: `uint8`, `float64`; `str` for texts. */
  type: string;
  data: ArrayContent;
}

export type NumberContent = Uint8Array | Int32Array | Float32Array;
export type ArrayContent = NumberContent | readonly string[];

export const toFloat32 = (numbers: NumberContent): Float32Array =>
  numbers instanceof Float32Array ? numbers : Float32Array.from(numbers);

/** A file of arrays with names, open for reading. */
export interface ArrayFile {
  /** The names of its arrays, in the order of the file. */
  names: readonly string[];
  /** Throws FileContentError: there is no such array, or it is not of numbers or texts. */
  read(name: string): Promise<StoredArray>;
}
