import { describe, expect, it } from 'vitest';
import { load } from './import-bench-module.js';

interface Options {
  mode: string;
  engines: string[];
  peers: string[];
  tasks?: string[];
  rounds: number;
  threads: number;
  networks: number | null;
  seed: number;
  only?: number[];
  save?: string;
  data?: string;
  scaleEpochs: number;
  dimensions: string[];
}
const { readOptions } = await load<{
  readOptions(args: string[], env?: Record<string, string>): Options;
}>('options.mjs');

const read = (args: string, env = {}) => readOptions(args.split(' ').filter(Boolean), env);

describe('what is asked for', () => {
  it('is the steps of all tasks, unless it is said', () => {
    expect(read('')).toMatchObject({
      mode: 'steps',
      engines: ['auto'],
      peers: ['keras', 'torch', 'torch_channels_last'],
      rounds: 5,
      json: false,
    });
    expect(read('--scale')).toMatchObject({ mode: 'scale', engines: ['onnx'], rounds: 3 });
    expect(read('--help').mode).toBe('help');
  });

  it('is taken apart', () => {
    expect(read('--engines onnx,onnx-plain,onnx --tasks linker,vae --peers torch --threads 1')).toMatchObject(
      {
        engines: ['onnx', 'onnx-plain'],
        tasks: ['linker', 'vae'],
        peers: ['torch'],
        threads: 1,
      },
    );
    expect(read('--peers none').peers).toEqual([]);
    expect(read('--pipeline --scale-epochs 0.1', { LAGRAPH_DATA: 'there' })).toMatchObject({
      mode: 'pipeline',
      scaleEpochs: 0.1,
      data: 'there',
    });
    expect(read('--networks 20 --seed 100 --only 3,7,3 --save there.json')).toMatchObject({
      mode: 'networks',
      networks: 20,
      seed: 100,
      only: [3, 7],
      peers: ['keras'],
      rounds: 5,
      save: 'there.json',
    });
    expect(read('--networks 20 --peers none').peers).toEqual([]);
    expect(read('--pipeline --data here', { LAGRAPH_DATA: 'there' }).data).toBe('here');
  });
});

it.each([
  ['--rounds 0', '--rounds takes a whole number above 0'],
  ['--threads two', '--threads takes a whole number above 0'],
  ['--rounds 1.5', '--rounds takes a whole number above 0'],
  ['--pipeline --scale-epochs 0', '--scale-epochs takes a number above 0'],
  [
    '--engines onyx',
    '--engines: there is no onyx; there are auto, onnx, onnx-plain, onednn, tensorflow, tfjs-node, tfjs',
  ],
  ['--networks 20 --only 3,x', '--only takes whole numbers with commas between them'],
  ['--networks 20 --peers torch', '--peers: there is no torch; there are keras'],
  ['--networks 20 --scale', '--networks and --scale are two benchmarks: give one'],
  ['--networks 20 --tasks vae', "--tasks doesn't go with --networks"],
  ['--show', '--show goes with another benchmark (--help)'],
  ['--peers jax', '--peers: there is no jax; there are keras, torch, torch_channels_last'],
  [
    '--scale --dimensions depth',
    '--dimensions: there is no depth; there are layers, width, batch, pictures, phases',
  ],
  ['--tasks ,', '--tasks takes names with commas between them'],
  ['--pipeline --scale', '--pipeline and --scale are two benchmarks: give one'],
  ['--pipeline --rounds 3', "--rounds doesn't go with --pipeline"],
  ['--scale --peers keras', "--peers doesn't go with --scale"],
  ['--data here', '--data goes with another benchmark (--help)'],
  ['--round 3', "Unknown option '--round'"],
])('%s is refused', (args, message) => {
  const problem = (() => {
    try {
      return read(args);
    } catch (error) {
      return error as Error;
    }
  })();
  expect(problem).toMatchObject({ name: 'UsageError' });
  expect((problem as Error).message).toContain(message);
});
