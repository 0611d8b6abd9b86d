/** Layers that behave differently in training mode: dropout, noise, batch normalization. */
import { describe, expect, it } from 'vitest';
import { printStepProgram, type StepProgram, captureStep } from '../../../src/runtime/capture/index.js';
import type { TensorData } from '../../../src/runtime/engines/index.js';
import type { ResolvedArguments, CallMode } from '../../../src/vocabulary/index.js';
import { random } from '../../support/seeded-random.js';
import { callLayer, difference, filled, layerNamed, layerProgram, runSteps } from './run-layer.js';

const size = (shape: readonly number[]) => shape.reduce((product, side) => product * side, 1);

async function run(
  name: string,
  given: ResolvedArguments,
  shape: number[],
  mode: CallMode,
  draws: Record<string, TensorData> = {},
): Promise<{ x: Float32Array; y: TensorData; program: StepProgram }> {
  const definition = layerNamed(name);
  const program = layerProgram(definition, filled(definition, given), [shape], mode);
  const x = random(3).uniform(size(shape), -2, 2);
  const { results } = await runSteps(program, new Map(), { x0: x, ...draws });
  return { x, y: results[0]?.y ?? new Float32Array(), program };
}

const drawsOf = (program: StepProgram) =>
  program.inputs.flatMap((input) =>
    input.kind === 'draw' ? [{ ...input.draw, shape: program.values[input.value]?.shape }] : [],
  );

const noisy: [string, ResolvedArguments][] = [
  ['Dropout', { rate: 0.3 }],
  ['SpatialDropout2D', { rate: 0.3 }],
  ['GaussianNoise', { stddev: 0.5 }],
  ['GaussianDropout', { rate: 0.3 }],
];

describe('dropout and noise', () => {
  it.each(noisy)('%s is off in inference', async (name, args) => {
    const { x, y, program } = await run(name, args, [2, 3, 4, 5], 'inference');
    expect(program.calls).toEqual([]);
    expect(drawsOf(program)).toEqual([]);
    expect(y).toEqual(x);
  });

  it.each(noisy)('%s is the same for trained and frozen networks', (name, args) => {
    const text = (mode: CallMode) => {
      const definition = layerNamed(name);
      return printStepProgram(layerProgram(definition, filled(definition, args), [[2, 3, 4, 5]], mode));
    };
    expect(text('frozen')).toBe(text('train'));
    expect(text('train')).not.toBe(text('inference'));
  });

  it.each(noisy)('%s of nothing draws nothing', async (name, args) => {
    const none = Object.fromEntries(Object.keys(args).map((argument) => [argument, 0]));
    const { x, y, program } = await run(name, none, [2, 3, 4, 5], 'train');
    expect(drawsOf(program)).toEqual([]);
    expect(y).toEqual(x);
  });

  it.each([0.2, 0.25, 0.4, 0.99])(
    'Dropout: %d keeps by bytes and makes up for what is dropped',
    async (rate) => {
      const shape = [16, 32];
      const draw0 = Uint8Array.from({ length: 512 }, (_, at) => at % 256);
      const { x, y, program } = await run('Dropout', { rate }, shape, 'train', { draw0 });
      expect(drawsOf(program)).toMatchObject([{ kind: 'bytes', shape }]);
      const threshold = Math.round(rate * 256);
      const expected = x.map((value, at) =>
        (draw0[at] as number) >= threshold ? value / (1 - threshold / 256) : 0,
      );
      expect(difference(y, expected)).toBeLessThan(1e-6);
      // The mean over all possible bytes equals the input.
      expect(Array.from(draw0.subarray(0, 256)).filter((byte) => byte >= threshold).length).toBe(
        256 - threshold,
      );
    },
  );

  it('SpatialDropout2D drops whole channels of an example', async () => {
    const draw0 = Uint8Array.of(0, 255, 127, 128, 129, 3);
    const { x, y, program } = await run('SpatialDropout2D', { rate: 0.5 }, [2, 4, 5, 3], 'train', { draw0 });
    expect(drawsOf(program)).toMatchObject([{ kind: 'bytes', shape: [2, 1, 1, 3] }]);
    const kept = (at: number) => (draw0[Math.floor(at / 60) * 3 + (at % 3)] as number) >= 128;
    expect(
      difference(
        y,
        x.map((value, at) => (kept(at) ? 2 * value : 0)),
      ),
    ).toBeLessThan(1e-6);
  });

  it('GaussianNoise adds the draw times its standard deviation', async () => {
    const draw0 = random(4).normal(12);
    const { x, y, program } = await run('GaussianNoise', { stddev: 0.5 }, [3, 4], 'train', { draw0 });
    expect(drawsOf(program)).toMatchObject([{ kind: 'normal', shape: [3, 4] }]);
    expect(
      difference(
        y,
        x.map((value, at) => value + 0.5 * (draw0[at] as number)),
      ),
    ).toBeLessThan(1e-6);
  });

  it('GaussianDropout multiplies by noise around 1, of variance rate / (1 - rate)', async () => {
    const draw0 = random(4).normal(12);
    const { x, y } = await run('GaussianDropout', { rate: 0.2 }, [3, 4], 'train', { draw0 });
    expect(
      difference(
        y,
        x.map((value, at) => value * (1 + 0.5 * (draw0[at] as number))),
      ),
    ).toBeLessThan(1e-6);
  });
});

describe('BatchNormalization', () => {
  const assigned = (mode: CallMode) => {
    const definition = layerNamed('BatchNormalization');
    const args = filled(definition, {});
    const moved = {};
    const program = captureStep('step', 4, (tools) => {
      const weights = Object.fromEntries(
        definition.weights([[3]], args).map(({ name, shape }) => [name, tools.state(name, shape)]),
      );
      return {
        results: { y: callLayer(tools, definition, args, [tools.field('x', [4, 3])], weights, mode, moved) },
      };
    });
    return { names: Object.keys(moved), kernels: program.calls.map(({ kernel }) => kernel) };
  };

  it('moves its averages in training alone', () => {
    expect(assigned('train').names).toEqual(['moving_mean', 'moving_variance']);
    expect(assigned('frozen').names).toEqual([]);
    expect(assigned('inference').names).toEqual([]);
  });

  it('goes by the moving averages when it is frozen, as Keras does', () => {
    expect(assigned('frozen').kernels).toEqual(assigned('inference').kernels);
    expect(assigned('frozen').kernels).not.toContain('Mean');
  });
});

describe('layers are recorded as few plain kernels', () => {
  const kernels = (name: string, given: ResolvedArguments, shapes: number[][]) => {
    const definition = layerNamed(name);
    return layerProgram(definition, filled(definition, given), shapes, 'train').calls.map(
      ({ kernel }) => kernel,
    );
  };

  it.each<[string, ResolvedArguments, number[], string]>([
    ['Dense', { units: 4, activation: 'relu' }, [2, 3], 'BatchMatMul Add Relu'],
    ['Conv2D', { filters: 4, kernel_size: 3, activation: 'relu' }, [2, 8, 8, 3], 'Conv2D Add Relu'],
    ['Conv2D', { filters: 4, kernel_size: 3, use_bias: false }, [2, 8, 8, 3], 'Conv2D'],
    [
      'Conv2DTranspose',
      { filters: 4, kernel_size: 3, activation: 'sigmoid' },
      [2, 8, 8, 3],
      'Conv2DBackpropInput Add Sigmoid',
    ],
    ['DepthwiseConv2D', { kernel_size: 3 }, [2, 8, 8, 3], 'DepthwiseConv2dNative Add'],
    ['MaxPooling2D', {}, [2, 8, 8, 3], 'MaxPool'],
    ['UpSampling2D', {}, [2, 8, 8, 3], 'ResizeNearestNeighbor'],
    ['Flatten', {}, [2, 8, 8, 3], 'Reshape'],
    ['LeakyReLU', {}, [2, 8], 'LeakyRelu'],
    ['Softmax', {}, [2, 8], 'Softmax'],
    ['Dropout', { rate: 0.5 }, [2, 8], 'Dropout'],
  ])('%s', (name, args, shape, expected) => {
    expect(kernels(name, args, [shape]).join(' ')).toBe(expected);
  });
});
