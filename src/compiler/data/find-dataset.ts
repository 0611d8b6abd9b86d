import type { Located } from '../../dsl/index.js';
import type { CompiledDataset } from '../compiled-dataset.js';
import { reportUnknownName, type CompileContext } from '../compile-context.js';

/** Looks up a data set; undefined if there is none (reported here) or if it is broken (reported before). */
export function findDataset(name: Located<string>, context: CompileContext): CompiledDataset | undefined {
  context.used.data.add(name.value);
  const found = context.data.get(name.value);
  if (!found && !context.broken.data.has(name.value)) {
    reportUnknownName(context, name, {
      code: 'unknown-data',
      kind: 'data set',
      candidates: [context.declared.data],
    });
  }
  return found;
}
