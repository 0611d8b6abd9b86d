import type { PlaneData } from '../data/index.js';
import type { Values } from './report-source.js';

/** Above this the covariance matrix costs more than the two components that are wanted. */
const MAX_COVARIANCE = 256;
const UMAP_NEIGHBOURS = 15;

type Projected = Pick<PlaneData, 'projection' | 'dimensions' | 'explained' | 'axes' | 'points'> & {
  /** Examples with numbers that are not finite: their points are null. */
  lost: number;
};

/** Two numbers for each example: as they are, the first principal components, or by UMAP. */
export async function projectToPlane(
  { shape, data }: Values,
  by: 'pca' | 'umap',
  random: () => number,
): Promise<Projected> {
  const [count = 0, ...rest] = shape;
  const dimensions = rest.reduce((product, side) => product * side, 1);
  const vectors = Array.from({ length: count }, (_, at) =>
    Array.from(data.subarray(at * dimensions, (at + 1) * dimensions)),
  );
  const isFinite = vectors.map((vector) => vector.every(Number.isFinite));
  const good = vectors.filter((_, at) => isFinite[at]);
  const lost = count - good.length;
  /** Back to all examples. */
  const spread = (points: readonly (readonly number[])[]): PlaneData['points'] => {
    let next = 0;
    return isFinite.map((kept) => {
      if (!kept) return null;
      const [x = 0, y = 0] = points[next++]!;
      return [x, y];
    });
  };
  if (dimensions === 2) {
    return { projection: 'none', dimensions, explained: null, axes: ['1', '2'], points: spread(good), lost };
  }
  if (by === 'umap' && good.length > 3) {
    const { UMAP } = await loadUmap();
    const nNeighbors = Math.min(UMAP_NEIGHBOURS, good.length - 1);
    const points = new UMAP({ nComponents: 2, nNeighbors, random }).fit(good);
    return {
      projection: 'umap',
      dimensions,
      explained: null,
      axes: ['UMAP 1', 'UMAP 2'],
      points: spread(points),
      lost,
    };
  }
  const { points, explained } = await principalComponents(good, dimensions);
  return { projection: 'pca', dimensions, explained, axes: ['PCA 1', 'PCA 2'], points: spread(points), lost };
}

/** The package is CommonJS: a bundle has its exports under `default`. */
async function loadUmap(): Promise<typeof import('umap-js')> {
  const loaded = (await import('umap-js')) as typeof import('umap-js') & {
    default?: typeof import('umap-js');
  };
  return loaded.UMAP ? loaded : loaded.default!;
}

async function principalComponents(
  vectors: number[][],
  dimensions: number,
): Promise<{ points: number[][]; explained: [number, number] }> {
  const variances = Array.from({ length: dimensions }, (_, axis) => varianceOf(vectors, axis));
  const total = variances.reduce((sum, one) => sum + one, 0);
  if (vectors.length < 2 || !(total > 0)) return { points: vectors.map(() => [0, 0]), explained: [0, 0] };
  // NIPALS starts from the first number: one that doesn't vary would give nothing.
  const order = [...variances.keys()].filter((axis) => variances[axis]! > 0);
  order.sort((a, b) => variances[b]! - variances[a]! || a - b);
  const varying = vectors.map((vector) => order.map((axis) => vector[axis]!));
  const { PCA } = await import('ml-pca');
  const wanted = Math.min(2, order.length, vectors.length - 1);
  const how =
    order.length <= MAX_COVARIANCE
      ? ({ method: 'covarianceMatrix' } as const)
      : ({ method: 'NIPALS', nCompNIPALS: wanted } as const);
  const points = new PCA(varying, { center: true, ...how })
    .predict(varying, { nComponents: wanted })
    .to2DArray();
  const share = (axis: number): number => (axis < wanted ? varianceOf(points, axis) / total : 0);
  return { points, explained: [share(0), share(1)] };
}

function varianceOf(vectors: readonly number[][], axis: number): number {
  const mean = vectors.reduce((total, vector) => total + vector[axis]!, 0) / vectors.length;
  const squares = vectors.reduce((total, vector) => total + (vector[axis]! - mean) ** 2, 0);
  return squares / Math.max(1, vectors.length - 1);
}
