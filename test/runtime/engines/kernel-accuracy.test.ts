/**
 * Accuracy of each engine's kernels over float32's range, against float64. The table of docs/numerics.md is generated
 * from it: `npm run test:update -- test/runtime/engines/kernel-accuracy.test.ts`.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { onnxEngine, tfjsEngine, type Engine } from '../../../src/runtime/engines/index.js';
import { onednnEngine } from '../../../src/runtime/engines/onednn/index.js';
import { tensorflowEngine } from '../../../src/runtime/engines/tensorflow/index.js';
import { findTfjsNode, tfjsNodeEngine } from '../../../src/runtime/engines/tfjs/tfjs-node.js';
import { root } from '../../support/build-dist.js';
import { sweepElementwise, sweepReductions } from '../../support/ulp-errors.js';
import { sweepBiases, sweepConvolution, sweepProducts } from '../../support/numerics-products.js';
import { sweepNormalizations, sweepSoftmax } from '../../support/numerics-words.js';
import { noOnednn } from '../../support/find-onednn.js';
import { noTensorflow } from '../../support/find-tensorflow.js';

const page = join(root, 'docs/numerics.md');

/** Largest accepted error, in units in the last place. */
const LIMIT = 8;

/** Larger limits, explained in docs/numerics.md. */
const limits: readonly (readonly [RegExp, number])[] = [
  [/^MatMul.*both signs$/, Infinity],
  // 21 by TensorFlow on processors without AVX-512.
  [/^MatMul/, 24],
  [/^Conv2D.*gradient/, 100],
  [/^Conv2D/, 12],
];

/** oneDNN's statistics of numbers with a large offset. */
const INEXACT_STATISTICS = /^LayerNormalization/;

const limitOf = (engine: string, kernel: string): number =>
  engine === 'onednn' && INEXACT_STATISTICS.test(kernel)
    ? Infinity
    : (limits.find(([those]) => those.test(kernel))?.[1] ?? LIMIT);

const engines: readonly (readonly [string, () => Engine | Promise<Engine>])[] = [
  ['onnx', () => onnxEngine()],
  ['onnx, plain', () => onnxEngine({ images: 'plain' })],
  ...(noOnednn ? [] : [['onednn', () => onednnEngine()] as const]),
  ...(noTensorflow ? [] : [['tensorflow', () => tensorflowEngine()] as const]),
  ['tfjs', () => tfjsEngine()],
  ...(findTfjsNode() ? [['tfjs-node', tfjsNodeEngine] as const] : []),
];

const found = new Map<string, Map<string, number>>();

describe('kernels are exact', () => {
  it.each(engines)('by the engine %s', async (name, open) => {
    const engine = await open();
    const errors = new Map([
      ...(await sweepElementwise(engine)),
      ...(await sweepReductions(engine)),
      ...(await sweepBiases(engine)),
      ...(await sweepProducts(engine)),
      ...(await sweepConvolution(engine)),
      ...(await sweepNormalizations(engine)),
      ...(await sweepSoftmax(engine)),
    ]);
    found.set(name, errors);
    const far = [...errors].filter(([kernel, error]) => !(error <= limitOf(name, kernel)));
    expect(far).toEqual([]);
  });

  it('and the page on numerics has a line for each', async () => {
    const text = await readFile(page, 'utf8');
    const kernels = [...found.get('onnx')!.keys()];
    if (process.env['LAGRAPH_UPDATE_GOLDEN']) {
      const lines = kernels.map((kernel) => {
        const cells = [...found.values()].map((errors) => errors.get(kernel)!.toFixed(1));
        return `| ${kernel} | ${cells.join(' | ')} |`;
      });
      const head = `| kernel | ${[...found.keys()].join(' | ')} |\n|---|${[...found].map(() => '--:|').join('')}`;
      const [before, , after] = text.split(/<!-- \/?table -->\n/);
      await writeFile(
        page,
        `${before}<!-- table -->\n\n${head}\n${lines.join('\n')}\n\n<!-- /table -->\n${after}`,
      );
    } else {
      const told = [...text.matchAll(/^\| (.+?) \|/gm)].map(([, kernel]) => kernel);
      expect(told.slice(1)).toEqual(kernels);
    }
  });
});
