import type { ResolvedArguments, Shape } from '../definition-types.js';
import { shapeText } from '../tensor-shape.js';
import type { Static, TObject } from '../typebox-builders.js';

/** What a method is asked for: shapes of one example, and of the weights that it fills. */
export interface SolverShapes {
  inputs: Shape;
  /** Of the second value; null for methods without one. */
  second: Shape | null;
  /** Of the kernel or bare weight of each entry of `train`, in their order. */
  weights: readonly Shape[];
}

/** Why shapes do not fit; `at` is an entry of `train`, by its number, or a value. */
export interface SolverProblem {
  at: number | 'inputs' | 'second';
  message: string;
  help: string;
}

/** A method that fills weights in closed form, or in passes over the data without gradients. */
export interface SolverDefinition {
  name: string;
  summary: string;
  /** Shown in the reference below the arguments: what is written where. */
  about: string;
  /** What is given of each example beside `inputs`. */
  second: { key: 'targets' | 'labels'; description: string } | null;
  args: TObject;
  /**
   * `maps`: kernels [inputs, outputs] with or without biases, of Dense layers or bare. `rows`: one bare weight with a row
   * for each class or cluster.
   */
  fills: 'maps' | 'rows';
  /** How many entries `train` has: the first are what is solved for, the others go the way back. */
  entries: { least: number; most: number; what: string };
  /** Over the data; a method of several ends sooner where nothing moves. */
  passes: 'one' | 'several';
  /** Whether examples fewer than features, or features that depend on each other, leave the result open without this. */
  regularizedBy: string | null;
  /** Whether each example has a row of the weight, in the order of the data; absent: examples come in a random order. */
  keepsExamples?: true;
  check(shapes: SolverShapes, args: ResolvedArguments): SolverProblem | null;
  /** Names of its figures, `loss` first if it makes something small. */
  figures(shapes: SolverShapes, args: ResolvedArguments): string[];
}

/** Types the arguments by their schema. */
export const defineSolver = <Args extends TObject>(
  solver: Omit<SolverDefinition, 'args' | 'check' | 'figures'> & {
    args: Args;
    check(shapes: SolverShapes, args: Static<Args>): SolverProblem | null;
    figures(shapes: SolverShapes, args: Static<Args>): string[];
  },
): SolverDefinition => solver as unknown as SolverDefinition;

/** Figures of single components, of at most so many. */
const MOST_COMPONENT_FIGURES = 10;

/** `correlation/c1` and so on, the first ones. */
export const componentFigures = (name: string, components: number): string[] =>
  Array.from({ length: Math.min(components, MOST_COMPONENT_FIGURES) }, (_, at) => `${name}/c${at + 1}`);

/** Values of maps are vectors. */
export function vectorProblem({ inputs, second }: SolverShapes): SolverProblem | null {
  for (const [at, shape] of [
    ['inputs', inputs],
    ['second', second],
  ] as const) {
    if (!shape || shape.length === 1) continue;
    return {
      at,
      message: `it takes vectors, one of each example, but this is [batch, ${shape.join(', ')}]`,
      help: shape.length === 0 ? 'give it an axis: reshape(x, [1])' : 'make a vector of it: flatten(x)',
    };
  }
  return null;
}

/** The shape that a weight must have. */
export function weightProblem(
  { weights }: SolverShapes,
  at: number,
  wanted: readonly [rows: number, columns: number | null],
  reason: string,
): SolverProblem | null {
  const shape = weights[at];
  const [rows, columns] = wanted;
  if (!shape || (shape[0] === rows && (columns === null || shape[1] === columns))) return null;
  const text = columns === null ? `[${rows}, outputs]` : shapeText([rows, columns]);
  return {
    at,
    message: `the weight is ${shapeText(shape)}, but must be ${text}: ${reason}`,
    help: 'let the shapes agree',
  };
}
