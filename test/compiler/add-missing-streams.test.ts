import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { addMissingStreams, type Program } from '../../src/compiler/index.js';
import { compile } from '../../src/index.js';
import { root } from '../support/build-dist.js';

/** As before networks, weights, layers, steps of data sets and phases named their streams. */
const older = (program: Program): Program =>
  JSON.parse(
    JSON.stringify(program, function (this: Record<string, unknown>, key, value: unknown) {
      const isFunction = this.op === 'function';
      return key === 'stream' && !isFunction ? undefined : value;
    }),
  ) as Program;

it.each([
  'bench/pipeline/signs-to-mnist.yaml',
  'test/compiler/graphs/chains.yaml',
  'test/compiler/graphs/nodes.yaml',
])('an older program of %s has the streams that it had', (path) => {
  const program = compile(readFileSync(join(root, path), 'utf8'));
  const plain = JSON.parse(JSON.stringify(program)) as Program;
  expect(older(program)).not.toEqual(plain);
  expect(addMissingStreams(older(program))).toEqual(plain);
  expect(addMissingStreams(plain)).toEqual(plain);
});
