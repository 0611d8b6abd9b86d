import type { LoadedWeights } from '../../compiler/index.js';

/** A file with weights, and which part of it is meant: `encoder.keras until latent`. */
export function loadText({ file, select = {} }: LoadedWeights): string {
  const { under, until, names = {} } = select;
  const renamed = Object.entries(names).map(([layer, of]) => `${layer} is ${of}`);
  return [
    file,
    ...(under === undefined ? [] : [`under ${under}`]),
    ...(until === undefined ? [] : [`until ${until}`]),
    ...(renamed.length > 0 ? [`(${renamed.join(', ')})`] : []),
  ].join(' ');
}
