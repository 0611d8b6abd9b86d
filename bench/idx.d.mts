export function idxFile(shape: readonly number[], data: ArrayLike<number>, type?: number): Buffer;
export function digitFiles(examples: number): Record<'images.idx' | 'labels.idx', Buffer>;
