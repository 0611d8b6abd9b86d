/** A dimension; `null` is the batch. */
type Dimension = number | null;

/** Number of elements of a shape; of the batch, one example is counted. */
export const shapeSize = (shape: readonly Dimension[]): number =>
  shape.reduce<number>((product, side) => product * (side ?? 1), 1);

/** `[28, 28, 1]`, the shape of one example. */
export const shapeText = (shape: readonly number[]): string => `[${shape.join(', ')}]`;

export const equalShapes = (a: readonly Dimension[], b: readonly Dimension[]): boolean =>
  a.length === b.length && a.every((side, at) => side === b[at]);

/** Whether an image can have this shape: [height, width, channels], gray or RGB. */
export const isImageShape = (shape: readonly number[]): shape is readonly [number, number, 1 | 3] =>
  shape.length === 3 && (shape[2] === 1 || shape[2] === 3);
