import { weightsTrainedBy } from '../compiler/index.js';
import { shapeSize, shapeText, type TensorType } from '../vocabulary/index.js';
import type { Analysis } from './analysis.js';

/** Number of parameters in weights, by their names in a network. */
export function countParameters(analysis: Analysis, network: string, names?: ReadonlySet<string>): number {
  const weights = analysis.parts().networks.find(({ name }) => name === network)?.weights ?? [];
  return weights
    .filter(({ name }) => names === undefined || names.has(name))
    .reduce((sum, { shape }) => sum + shapeSize(shape), 0);
}

/** Phases that train any of the weights. */
export const phasesThatTrain = (analysis: Analysis, weights: readonly string[]): string[] =>
  analysis.parts().phases.flatMap((phase) => {
    const trained = weightsTrainedBy(phase);
    return weights.some((name) => trained.has(name)) ? [phase.name] : [];
  });

export const trainedBy = (phases: readonly string[]): string =>
  phases.length === 0 ? 'not trained' : `trained by ${phases.map((name) => `\`${name}\``).join(', ')}`;

export const parametersText = (count: number): string =>
  `${count.toLocaleString('en')} ${count === 1 ? 'parameter' : 'parameters'}`;

/** The shape of one example. */
export const exampleShapeText = ({ shape }: TensorType): string =>
  shapeText((shape[0] === null ? shape.slice(1) : shape).map((side) => side ?? 1));
