/** Dilated convolutions: rejected arguments, and the forms that tfjs has no layer for. */
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import type { ResolvedArguments } from '../../../src/vocabulary/index.js';
import { filled, layerNamed } from './run-layer.js';

const shapeOf = (name: string, input: number[], args: ResolvedArguments) =>
  layerNamed(name).outputShape([input], filled(layerNamed(name), args));

describe.each([
  ['Conv2D', [8, 8, 3], { filters: 2, kernel_size: 3 }],
  ['DepthwiseConv2D', [8, 8, 3], { kernel_size: 3 }],
  ['Conv1D', [8, 3], { filters: 2, kernel_size: 3 }],
])('%s with dilation_rate', (name, input, args) => {
  it('is refused with strides', () => {
    expect(shapeOf(name, input, { ...args, strides: 2 }).ok).toBe(true);
    expect(shapeOf(name, input, { ...args, strides: 2, dilation_rate: 2 })).toMatchObject({
      ok: false,
      argument: 'dilation_rate',
      problem: 'strides and dilation_rate cannot both be larger than 1',
    });
  });

  it('is refused where the window with its gaps is larger than the input', () => {
    expect(shapeOf(name, input, { ...args, dilation_rate: 3 }).ok).toBe(true);
    expect(shapeOf(name, input, { ...args, dilation_rate: 4 })).toMatchObject({
      ok: false,
      argument: 'dilation_rate',
      problem: expect.stringMatching(/^a window of 9( x 9)? does not fit/),
    });
    expect(shapeOf(name, input, { ...args, dilation_rate: 4, padding: 'same' }).ok).toBe(true);
  });
});

describe('gaps that tfjs cannot save', () => {
  it('are no argument of a transposed convolution', () => {
    expect(layerNamed('Conv2DTranspose').args.properties).not.toHaveProperty('dilation_rate');
  });

  it('are told of in a depthwise convolution', () => {
    const depthwise = layerNamed('DepthwiseConv2D');
    const lowered = (args: ResolvedArguments) => depthwise.lower(tfl, filled(depthwise, args), 'some_name');
    expect(lowered({ kernel_size: 3, dilation_rate: [1, 2] })).toBe('with a dilation_rate');
    expect(lowered({ kernel_size: 3, dilation_rate: [1, 1] })).toHaveProperty('name', 'some_name');
  });
});
