/**
 * An override for each parameter of a graph that is a number of epochs, multiplied, and 1 at least.
 * keras_pipeline.py rounds likewise.
 */
export function scaledEpochs(params, scale) {
  return params
    .filter(({ name }) => name.endsWith('_epochs'))
    .map(({ name, value }) => `${name}=${Math.max(1, Math.floor(value * scale + 0.5))}`);
}
