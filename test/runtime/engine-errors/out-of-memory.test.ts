import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/index.js';
import { StepError } from '../../../src/runtime/engine-errors/step-error.js';
import { detectOutOfMemory } from '../../../src/runtime/worker/detect-out-of-memory.js';
import { outOfMemoryReport } from '../../../src/runtime/engine-errors/out-of-memory.js';

const text = `lagraph: 1
name: small
data: {mnist: {source: mnist}}
networks:
  encoder:
    input: [28, 28, 1]
    layers:
      - Conv2D: {filters: 4, kernel_size: 3}
      - {Conv2D: {filters: 8, kernel_size: 3}, name: last}
      - Flatten
      - Dense: 10
plan:
  read:
    train: encoder
    on: {data: mnist, epochs: 1, batch_size: 100}
    loss: mean_squared_error(label, encoder(image))
    optimizer: {SGD: 0.1}
`;
const program = compile(text, { file: 'small.yaml' });
const at = (scope: string | null, message = 'no memory', phase: string | undefined = 'read') => {
  const { text: said, diagnostic } = outOfMemoryReport({ program, phase }, { scope, message });
  const { range } = diagnostic;
  return { said, message: diagnostic.message, source: range && text.slice(range.start, range.end) };
};

describe('what is said of a step without memory', () => {
  it('names the layer and its place', () => {
    expect(at('encoder/conv2d')).toMatchObject({
      message: 'phase `read` ran out of memory in layer `encoder/conv2d`',
      source: 'Conv2D: {filters: 4, kernel_size: 3}',
    });
    expect(at('gradient/encoder/last')).toMatchObject({
      message: 'phase `read` ran out of memory in the gradient of layer `encoder/last`',
      source: 'Conv2D: {filters: 8, kernel_size: 3}',
    });
  });

  it('names the phase where the step was at something else', () => {
    for (const scope of ['loss/loss', 'update/read', 'encoder/none', null])
      expect(at(scope)).toMatchObject({
        message: 'phase `read` ran out of memory',
        source: expect.stringMatching(/^read:/) as string,
      });
  });

  it('says how much was asked for', () => {
    const said = (message: string) => at(null, message).said.split(': ')[1]!.split(';')[0];
    expect(said('requested buffer of size 3000000')).toBe('it asked for 3 MiB at once');
    expect(said('Failed to allocate memory for requested buffer of size 385351680000')).toBe(
      'it asked for 359 GiB at once',
    );
    expect(said('OOM when allocating tensor with shape[30,28,28,4096] and type float')).toBe(
      'it asked for a tensor of [30, 28, 28, 4096]',
    );
    expect(said('std::bad_alloc\nand more')).toBe('std::bad_alloc');
  });
});

it('promises nothing of more memory where none would do', () => {
  const said = outOfMemoryReport(
    { program },
    { scope: null, message: 'Invalid typed array length: 10066329600' },
  ).text;
  expect(said).toContain('however much memory there is');
  expect(said).not.toContain('with more memory');
});

describe('what counts as memory that was not found', () => {
  it("is an engine's word for it, or a large array that JavaScript could not make", () => {
    const engine = new StepError('no memory', 'encoder/conv2d', true);
    expect(detectOutOfMemory(engine)).toMatchObject({ scope: 'encoder/conv2d', message: 'no memory' });
    expect(detectOutOfMemory(new StepError('wrong shape', null, false))).toBeNull();
    expect(detectOutOfMemory(new RangeError('Invalid typed array length: 313600000000'))).not.toBeNull();
    expect(detectOutOfMemory(new RangeError('Array buffer allocation failed'))).not.toBeNull();
    const dead = Object.assign(new Error('heap'), { code: 'ERR_WORKER_OUT_OF_MEMORY' });
    expect(detectOutOfMemory(new Error('The thread failed', { cause: dead }))).not.toBeNull();
  });

  it('is no array that is short for another reason', () => {
    const short = () => new Float32Array(new ArrayBuffer(8), 0, 1000);
    expect(short).toThrow(/Invalid typed array length/);
    expect(detectOutOfMemory(new RangeError('Invalid typed array length: 1000'))).toBeNull();
    expect(detectOutOfMemory(new RangeError('Invalid typed array length: -1'))).toBeNull();
    expect(detectOutOfMemory('text')).toBeNull();
  });
});
