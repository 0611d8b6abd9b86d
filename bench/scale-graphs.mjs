/** Graphs of every size, as text: a convolutional autoencoder, scaled in one dimension at a time. */

/** The smallest case. `layers` is per half, `width` the number of filters, `pictures` the image side in pixels. */
export const BASE = { layers: 2, width: 16, batch: 16, pictures: 16, phases: 1 };

export const DIMENSIONS = Object.keys(BASE);

/**
 * Each dimension doubled `doublings` times, all others as in the base.
 *
 * @returns `{dimension, value, size}`, the base first in each dimension
 */
export const scaleCases = (dimensions, doublings) =>
  dimensions.flatMap((dimension) =>
    Array.from({ length: doublings + 1 }, (_, n) => {
      const value = BASE[dimension] * 2 ** n;
      return { dimension, value, size: { ...BASE, [dimension]: value } };
    }),
  );

/** The graph of a case. Its data is never read: the steps are fed with noise. */
export function scaleGraph({ layers, width, batch, pictures, phases }) {
  const numbers = Array.from({ length: phases }, (_, n) => n + 1);
  const networks = numbers.map((n) =>
    n > 1
      ? `  encoder_${n}: {like: encoder_1}\n  decoder_${n}: {like: decoder_1}\n`
      : `  encoder_1:
    input: [${pictures}, ${pictures}, 1]
    layers:
      - repeat: ${layers}
        layers:
          - Conv2D: {filters: ${width}, kernel_size: 3, padding: same, activation: relu}
      - MaxPooling2D
  decoder_1:
    input: encoder_1
    layers:
      - repeat: ${layers}
        layers:
          - Conv2DTranspose: {filters: ${width}, kernel_size: 3, padding: same, activation: relu}
      - UpSampling2D
      - Conv2DTranspose: {filters: 1, kernel_size: 3, padding: same, activation: sigmoid}
`,
  );
  const models = numbers.map((n) => `  copier_${n}: encoder_${n} -> decoder_${n}\n`);
  const plan = numbers.map(
    (n) => `  learn_${n}:
    train: copier_${n}
    on: {data: pictures, epochs: 1, batch_size: ${batch}}
    loss: binary_crossentropy(image, copier_${n}(image))
    optimizer: {Adam: 0.001}
`,
  );
  return `lagraph: 1
name: bench-scale
seed: 1
data:
  pictures: {source: image_folder, path: pictures, size: [${pictures}, ${pictures}], channels: 1}
networks:
${networks.join('')}models:
${models.join('')}plan:
${plan.join('')}`;
}
