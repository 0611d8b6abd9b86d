import { defineTableSource } from './files/index.js';

export const parquetSource = defineTableSource({
  name: 'parquet',
  summary: 'A table of an Apache Parquet file: a row for each example; a cell may hold a list of numbers.',
  args: {},
  hasLists: true,
  reading: () => ({ decimal: '.', missing: new Set() }),
  open: (file, _args, tools) => tools.parquet(file),
});
