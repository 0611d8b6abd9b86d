import { csvText } from '../../../csv-text.js';
import { classOf, nineDigits, valuesOf, type Output, type Source } from './answers.js';

/** A line for each example, below a line of names. */
export function outputsCsv(sources: readonly Source[], outputs: readonly Output[]): string {
  const hasRows = sources.some(({ row }) => row !== null);
  const prefix = (name: string) => (outputs.length > 1 ? `${name}.` : '');
  const head = [
    'file',
    ...(hasRows ? ['row'] : []),
    ...outputs.flatMap(({ name, classes, values }) => [
      ...(classes ? ['class', 'probability'] : []).map((one) => prefix(name) + one),
      ...(classes ?? Array.from({ length: values.data.length / values.shape[0]! }, (_, at) => `${at}`)).map(
        (one) => prefix(name) + one,
      ),
    ]),
  ];
  const lines = sources.map(({ file, row }, at) => [
    file,
    ...(hasRows ? [String(row ?? '')] : []),
    ...outputs.flatMap((output) => {
      const read = classOf(output, at);
      return [
        ...(read ? [read.name, String(read.probability)] : []),
        ...Array.from(valuesOf(output, at), (value) => String(nineDigits(value))),
      ];
    }),
  ]);
  return csvText(head, lines);
}
