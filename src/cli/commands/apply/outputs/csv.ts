import { classOf, nineDigits, valuesOf, type Output, type Source } from './answers.js';

/** A line for each example, below a line of names. */
export function csvText(sources: readonly Source[], outputs: readonly Output[]): string {
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
    ...(hasRows ? [row ?? ''] : []),
    ...outputs.flatMap((output) => {
      const read = classOf(output, at);
      return [
        ...(read ? [read.name, read.probability] : []),
        ...Array.from(valuesOf(output, at), nineDigits),
      ];
    }),
  ]);
  return [head, ...lines].map((cells) => `${cells.map(cellText).join(',')}\n`).join('');
}

const cellText = (cell: string | number): string => {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
