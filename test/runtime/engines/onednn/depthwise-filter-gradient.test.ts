/** The gradient of depthwise convolutions by their filters in WebAssembly, compared with loops in float64. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compileDepthwiseFilterGradient,
  type DepthwiseGeometry,
  type ImageStrides,
} from '../../../../src/runtime/engines/onednn/depthwise/index.js';
import { createWasmMemory, instantiate } from '../../../../src/runtime/engines/onednn/wasm/index.js';

const memory = createWasmMemory(64);
const floats = new Float32Array(memory.buffer);
const [DY, GRADIENT, BIAS] = [300_000, 600_000, 700_000];

const strides = (height: number, width: number, channels: number, block: number): ImageStrides => {
  const pixel = block === 4 ? channels * 4 : block * 4;
  return {
    example: height * width * channels * 4,
    row: width * pixel,
    pixel,
    block: block === 4 ? { channels: 4, bytes: 16 } : { channels: block, bytes: height * width * pixel },
  };
};

/** Place of a number, in floats. */
const placeOf = (s: ImageStrides, example: number, row: number, column: number, channel: number): number =>
  (example * s.example +
    row * s.row +
    column * s.pixel +
    Math.floor(channel / s.block.channels) * s.block.bytes) /
    4 +
  (channel % s.block.channels);

const side = fc.integer({ min: 1, max: 5 });
const geometries = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    groups: fc.integer({ min: 1, max: 4 }),
    output: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
    filter: fc.tuple(side, side),
    strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    dilations: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
    before: fc.tuple(fc.nat(4), fc.nat(4)),
    after: fc.tuple(fc.nat(4), fc.nat(4)),
    blocks: fc.tuple(fc.constantFrom(4, 8, 16), fc.constantFrom(4, 8, 16)),
    bias: fc.boolean(),
  })
  .map(({ groups, before, after, blocks, ...rest }): DepthwiseGeometry => {
    const channels = groups * Math.max(...blocks);
    const image = [0, 1].map((axis) => {
      const reach =
        (rest.output[axis]! - 1) * rest.strides[axis]! + (rest.filter[axis]! - 1) * rest.dilations[axis]! + 1;
      return Math.max(1, reach - before[axis]! - after[axis]!);
    }) as [number, number];
    return {
      ...rest,
      channels,
      image,
      padding: before,
      x: strides(...image, channels, blocks[0]),
      dy: strides(...rest.output, channels, blocks[1]),
    };
  });

/** By the definition: for each place of the filter, and for the bias. */
function expected(g: DepthwiseGeometry): { gradient: number[]; bias: number[] } {
  const gradient = Array.from({ length: g.filter[0] * g.filter[1] * g.channels }, () => 0);
  const bias = Array.from({ length: g.channels }, () => 0);
  for (let example = 0; example < g.batch; example++) {
    for (let row = 0; row < g.output[0]; row++) {
      for (let column = 0; column < g.output[1]; column++) {
        for (let channel = 0; channel < g.channels; channel++) {
          const dy = floats[DY + placeOf(g.dy, example, row, column, channel)]!;
          bias[channel]! += dy;
          for (let i = 0; i < g.filter[0]; i++) {
            for (let j = 0; j < g.filter[1]; j++) {
              const [y, x] = [
                row * g.strides[0] + i * g.dilations[0] - g.padding[0],
                column * g.strides[1] + j * g.dilations[1] - g.padding[1],
              ];
              if (y < 0 || y >= g.image[0] || x < 0 || x >= g.image[1]) continue;
              gradient[(i * g.filter[1] + j) * g.channels + channel]! +=
                dy * floats[placeOf(g.x, example, y, x, channel)]!;
            }
          }
        }
      }
    }
  }
  return { gradient, bias };
}

describe('the gradient of a depthwise convolution by its filter', () => {
  it('is what its definition says, in parts of the channels too, and writes nothing else', () => {
    fc.assert(
      fc.property(geometries, fc.double({ min: 0, max: 1, noNaN: true }), (g, share) => {
        for (let at = 0; at < 150_000; at++) floats[at] = Math.sin(at * 12.9898) * 2;
        for (let at = 0; at < 150_000; at++) floats[DY + at] = Math.cos(at * 7.233);
        const size = g.filter[0] * g.filter[1] * g.channels;
        floats.fill(7, GRADIENT - 4, GRADIENT + size + 4);
        floats.fill(7, BIAS - 4, BIAS + g.channels + 4);
        const run = instantiate(compileDepthwiseFilterGradient(g), memory);
        const groups = g.channels / 4;
        const first = Math.floor(share * groups);
        for (const [from, count] of [
          [0, first],
          [first, groups - first],
        ] as const) {
          if (count > 0) run(0, DY * 4, GRADIENT * 4, BIAS * 4, from, count);
        }
        const should = expected(g);
        should.gradient.forEach((one, at) => expect(floats[GRADIENT + at]).toBeCloseTo(one, 3));
        for (const [place, length] of [
          [GRADIENT, size],
          [BIAS, g.channels],
        ] as const) {
          expect([...floats.subarray(place - 4, place)]).toEqual([7, 7, 7, 7]);
          expect([...floats.subarray(place + length, place + length + 4)]).toEqual([7, 7, 7, 7]);
        }
        should.bias.forEach((one, at) => {
          if (g.bias) expect(floats[BIAS + at]).toBeCloseTo(one, 3);
          else expect(floats[BIAS + at]).toBe(7);
        });
      }),
      { numRuns: 150 },
    );
  });
});
