/** Feeds: fields from the data, draws from the random streams, scalars from the schedules. */
import { shapeSize } from '../../vocabulary/index.js';
import type { RandomDraw, StepProgram } from '../capture/index.js';
import type { ExampleSet } from '../data/index.js';
import type { StepFeeds, TensorData } from '../engines/index.js';
import { randomStream } from '../random-streams/index.js';
import { ownValue, toNullPrototype } from '../../records/index.js';
import type { Batch } from './batches.js';
import { createBufferPool, type BufferPool } from './buffer-pool.js';

/** A precomputed value of each example, fed as a field. */
export interface FeatureColumn {
  /** Elements per example. */
  size: number;
  data: Float32Array;
  /** Row of each example in `data`; absent if it is the example's own number. */
  places?: Int32Array;
}

export interface FeedSource {
  set: ExampleSet;
  /** Fields that are not in the data: hoisted features, by field name. */
  features: ReadonlyMap<string, FeatureColumn>;
  seed: number;
  /** Prefix of the names of streams that are drawn each step: the phase, or whatever the step belongs to. */
  scope: string;
}

/** The inputs of one batch. `step` addresses the draws of each step. */
export type StepFeeder = (batch: Batch, step: number, scalars: Readonly<Record<string, number>>) => StepFeeds;

function gatherFeature(
  { size, data, places }: FeatureColumn,
  examples: Int32Array,
  out: Float32Array,
): Float32Array {
  for (let i = 0; i < examples.length; i++) {
    const from = (places ? places[examples[i]!]! : examples[i]!) * size;
    out.set(data.subarray(from, from + size), i * size);
  }
  return out;
}

type DrawFiller = (batch: Batch, step: number) => TensorData;

/**
 * Fills one draw. The draws of successive steps are consecutive in the stream, `stride` elements each, so that a
 * smaller last batch does not overlap the next step's.
 */
function createDrawFiller(
  draw: RandomDraw,
  shape: readonly number[],
  stride: number,
  source: FeedSource,
  buffers: BufferPool,
): DrawFiller {
  const size = shapeSize(shape);
  const scoped = draw.per === 'step' ? `${source.scope}/${draw.stream}` : draw.stream;
  const from = randomStream(source.seed, scoped);
  if (draw.kind === 'permutation') return (_batch, step) => from.permutation(step, size);
  const take = () => (draw.kind === 'bytes' ? buffers.bytes(size) : buffers.floats(size));
  const fill = (position: number, out: Uint8Array | Float32Array) => {
    if (draw.kind === 'bytes') from.bytes(position, out as Uint8Array);
    else if (draw.kind === 'uniform') from.uniform(position, out as Float32Array);
    else from.normal(position, out as Float32Array);
  };
  if (draw.per === 'step') {
    return (_batch, step) => {
      const out = take();
      fill(step * stride, out);
      return out;
    };
  }
  return (batch) => {
    const out = take();
    const each = size / batch.examples.length;
    batch.examples.forEach((example, i) => {
      const key = source.set.drawKey(example, batch.dataPass, draw.every ?? 'once', draw.member);
      fill(key * each, out.subarray(i * each, (i + 1) * each));
    });
    return out;
  };
}

/**
 * A feeder for one program. `fullBatchSize` is the size of a full batch of the same phase; arrays come from
 * `buffers`.
 */
export function createStepFeeder(
  program: StepProgram,
  fullBatchSize: number,
  source: FeedSource,
  buffers: BufferPool = createBufferPool(),
): StepFeeder {
  const fields: string[] = [];
  const features: [string, FeatureColumn][] = [];
  const scalarNames: string[] = [];
  const draws: [string, DrawFiller][] = [];
  for (const input of program.inputs) {
    if (input.kind === 'field') {
      const column = source.features.get(input.name);
      if (column) features.push([input.name, column]);
      else fields.push(input.name);
    } else if (input.kind === 'scalar') scalarNames.push(input.name);
    else if (input.kind === 'draw') {
      const { shape } = program.values[input.value]!;
      const { batchSides = 1 } = input.draw;
      const grown = Math.max(fullBatchSize, program.batchSize) / program.batchSize;
      const stride = Math.round(shapeSize(shape) * grown ** batchSides);
      draws.push([input.name, createDrawFiller(input.draw, shape, stride, source, buffers)]);
    }
  }
  return (batch, step, scalars) => {
    const given = fields.length > 0 ? source.set.gather(batch.examples, batch.dataPass, fields, buffers) : {};
    const feeds: StepFeeds = toNullPrototype(given);
    for (const [name, column] of features) {
      feeds[name] = gatherFeature(
        column,
        batch.examples,
        buffers.floats(batch.examples.length * column.size),
      );
    }
    for (const [name, fill] of draws) feeds[name] = fill(batch, step);
    for (const name of scalarNames) {
      const value = ownValue(scalars, name);
      if (value === undefined)
        throw new Error(`${program.name} asks for the number ${name}, which nothing gives`);
      feeds[name] = value;
    }
    return feeds;
  };
}
