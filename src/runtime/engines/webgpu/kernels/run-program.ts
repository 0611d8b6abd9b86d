/** Kernels written in WGSL, in the form in which tfjs's backend runs its own. */
import { util, type KernelBackend, type KernelFunc, type TensorInfo } from '@tensorflow/tfjs-core';

/** What tfjs's backend compiles: it declares inputs, output and uniforms around the code. */
interface TfjsProgram {
  outputShape: number[];
  /** Programs with equal keys have equal code, but for ranks and types, which tfjs adds. */
  shaderKey: string;
  dispatchLayout: { x: number[] };
  dispatch: [number, number, number];
  workgroupSize: [number, number, number];
  variableNames: string[];
  /** Whether `uniforms.size` is there: how many numbers the result has. */
  size: true;
  getUserCode(): string;
}

interface ProgramRunner extends KernelBackend {
  runWebGPUProgram(program: TfjsProgram, inputs: TensorInfo[], dtype: TensorInfo['dtype']): TensorInfo;
}

export interface ShaderProgram {
  /** Tells programs apart whose code differs. */
  key: string;
  outputShape: readonly number[];
  /** By the names that they have in the code: `A[i]`, `getAByOutputIndex(i)`. Each must be used. */
  inputs: Readonly<Record<string, TensorInfo>>;
  /** WGSL: functions, of which `fn main(index : i32)` is called for each index below `threads` and some above. */
  code: string;
  /** As many as the result has numbers, if nothing is said. */
  threads?: number;
}

const WORKGROUP = 128;

export function runProgram(
  backend: unknown,
  { key, outputShape, inputs, code, threads = util.sizeFromShape([...outputShape]) }: ShaderProgram,
): TensorInfo {
  const program: TfjsProgram = {
    outputShape: [...outputShape],
    shaderKey: `lagraph_${key}`,
    dispatchLayout: { x: outputShape.map((_, axis) => axis) },
    dispatch: [Math.ceil(threads / WORKGROUP), 1, 1],
    workgroupSize: [WORKGROUP, 1, 1],
    variableNames: Object.keys(inputs),
    size: true,
    getUserCode: () => code,
  };
  return (backend as ProgramRunner).runWebGPUProgram(program, Object.values(inputs), 'float32');
}

/**
 * A kernel that computes each number of `x` by itself.
 *
 * @param name of the function, which no other kernel has
 * @param expression WGSL, of `a`
 * @param functions WGSL: what the expression calls
 */
export const elementwise =
  (name: string, expression: string, functions = ''): KernelFunc =>
  ({ inputs, backend }) => {
    const x = inputs.x as TensorInfo;
    const code = `${functions}
      fn main(index : i32) {
        if (index < uniforms.size) {
          let a = getAByOutputIndex(index);
          setOutputAtIndex(index, ${expression});
        }
      }`;
    return runProgram(backend, { key: name, outputShape: x.shape, inputs: { A: x }, code });
  };

/**
 * A program whose code, after constants, computes each number of the result: `fn value(index : i32) -> f32`.
 *
 * @param constants numbers of the code by name, part of the key
 */
export function runPerNumber(
  backend: unknown,
  { key, outputShape, inputs, code }: Omit<ShaderProgram, 'threads'>,
  constants: Readonly<Record<string, number>>,
): TensorInfo {
  const declared = Object.entries(constants).map(([name, value]) => `const ${name} : i32 = ${value};`);
  return runProgram(backend, {
    key: `${key}_${Object.values(constants).join('_')}`,
    outputShape,
    inputs,
    code: `${declared.join('\n')}
      ${code}
      fn main(index : i32) {
        if (index < uniforms.size) { setOutputAtIndex(index, value(index)); }
      }`,
  });
}
