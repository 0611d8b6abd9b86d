/**
 * Overrides that scale every parameter of a graph that is a number of epochs, to at least 1. keras_pipeline.py rounds
 * in the same way.
 */
export function scaledEpochs(params, scale) {
  return params
    .filter(({ name }) => name.endsWith('_epochs'))
    .map(({ name, value }) => `${name}=${Math.max(1, Math.floor(value * scale + 0.5))}`);
}
