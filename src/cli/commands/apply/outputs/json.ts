import { classOf, nineDigits, valuesOf, type Output, type Source } from './answers.js';

/**
 * A list with an object for each output of each example, one a line.
 *
 * @param examples which; all by default
 */
export const jsonText = (
  sources: readonly Source[],
  outputs: readonly Output[],
  examples: readonly number[] = [...sources.keys()],
): string =>
  `[\n${outputs.flatMap((output) => examples.map((at) => `  ${JSON.stringify(answerOf(sources, output, at))}`)).join(',\n')}\n]\n`;

function answerOf(sources: readonly Source[], output: Output, example: number): object {
  const { file, row } = sources[example]!;
  const read = classOf(output, example);
  return {
    file,
    ...(row === null ? {} : { row }),
    output: output.name,
    shape: output.values.shape.slice(1),
    ...(read ? { class: read.name, probability: read.probability } : {}),
    // JSON has no numbers that are not finite: they become null.
    values: Array.from(valuesOf(output, example), nineDigits),
  };
}
