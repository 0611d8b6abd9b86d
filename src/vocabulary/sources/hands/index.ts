import { Type } from '../../typebox-builders.js';
import type { LoadedSplit, SourceLoaderTools } from '../../definition-types.js';
import { classifiedImageFields, imageColumn, labelColumn, defineSource } from '../define-source.js';
import { DRAWS_PER_IMAGE } from './random-sampler.js';
import { renderHand } from './render-hand.js';

const SHAPE = [64, 64, 3] as const;
const CLASSES = 6;

/** Incremented whenever the images change: it is part of their hash. */
const VERSION = 1;

/** The numbers of raised fingers in turn, so that the classes are balanced. */
function renderSplit(name: string, examples: number, tools: SourceLoaderTools): LoadedSplit {
  const draws = tools.draws(name).uniform(examples * DRAWS_PER_IMAGE);
  const images = new Uint8Array(examples * 64 * 64 * 3);
  const labels = new Uint8Array(examples);
  for (let i = 0; i < examples; i++) {
    const own = draws.subarray(i * DRAWS_PER_IMAGE, (i + 1) * DRAWS_PER_IMAGE);
    labels[i] = i % CLASSES;
    images.set(renderHand(labels[i]!, own, Math.imul(i + 1, 0x9e3779b1)), i * 64 * 64 * 3);
  }
  return { examples, columns: { image: imageColumn(images, SHAPE), label: labelColumn(labels, CLASSES) } };
}

const exampleCountArgument = (fallback: number, what: string) =>
  Type.Integer({ default: fallback, minimum: CLASSES, maximum: 1_000_000, description: what });

export const handsSource = defineSource({
  name: 'hands',
  summary:
    'Made-up pictures of hands with 0 to 5 raised fingers, 64 by 64 pixels in colour; stands in for `signs`.',
  about:
    'A simulator, part of lagraph: palms of many skins, poses and lights before many walls. The fields and classes are ' +
    'those of `signs`. What is learned from it says nothing about photos.',
  simulated: true,
  args: Type.Object(
    {
      seed: Type.Integer({
        default: 0,
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'Other seeds, other pictures.',
      }),
      train: exampleCountArgument(1080, 'Pictures for training.'),
      test: exampleCountArgument(120, 'Pictures for testing.'),
    },
    { additionalProperties: false },
  ),
  declare: ({ train, test }) => ({
    ok: true,
    value: {
      fields: classifiedImageFields(SHAPE, CLASSES),
      splits: { train: { examples: train }, test: { examples: test }, unseen: { examples: test } },
    },
  }),
  async load({ seed, train, test }, tools) {
    return {
      splits: {
        train: renderSplit(`hands/${seed}/train`, train, tools),
        test: renderSplit(`hands/${seed}/test`, test, tools),
      },
      // No picture is a copy of another: all test pictures are unseen, as a split of `signs` is called.
      subsets: { unseen: { of: 'test', rows: () => Int32Array.from({ length: test }, (_, at) => at) } },
      hash: tools.sha256(JSON.stringify({ simulator: 'hands', version: VERSION, seed, train, test })),
      origin: `simulator hands, version ${VERSION}, seed ${seed}`,
      simulated: true,
    };
  },
});
