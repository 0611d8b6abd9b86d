import type { TranslationsEntry } from '../../dsl/index.js';
import { resolveDataUse } from '../data/index.js';
import { createDataScope } from '../expressions/index.js';
import { networksFromPlan } from '../networks-from-plan.js';
import type { CompiledPlan } from '../phases/index.js';
import type { TranslationsReport } from '../program.js';
import { typeText } from '../tensor-type.js';
import { sourceTextAt, trackErrors, type CompileContext } from '../compile-context.js';
import { isImage } from './report-scope.js';

/** Number of examples in a report that does not specify it. */
const DEFAULT_EXAMPLE_COUNT = 20;

export function compileTranslations(
  entry: TranslationsEntry,
  name: string,
  plan: CompiledPlan | undefined,
  context: CompileContext,
): TranslationsReport[] {
  const tracked = trackErrors(context.report);
  const own = { ...context, report: tracked.report };
  const data = resolveDataUse(entry.on, own);
  const scope = createDataScope(data?.known ?? null, () => 'inference', own);
  const rows = entry.rows.map((row, at) => {
    const value = scope.lowerExpression(row, `${name}/${at}`);
    if (!value) return undefined;
    const { type } = scope.wires[value.wire]!;
    if (isImage(type)) return value.wire;
    own.report({
      code: 'not-an-image',
      message: `a row of pictures is made of images, but this is ${typeText(type)}`,
      range: row.range,
      help: 'images are [height, width, 1] or [height, width, 3]',
    });
    return undefined;
  });
  if (!data || tracked.failed()) return [];
  return [
    {
      kind: 'translations',
      name,
      data: data.use,
      wires: scope.wires,
      rows: rows.flatMap((row) => row ?? []),
      titles: entry.rows.map(({ range }) => sourceTextAt(context, range) ?? ''),
      count: entry.count?.value ?? DEFAULT_EXAMPLE_COUNT,
      networks: networksFromPlan(
        scope.wires,
        { what: 'the picture', untrained: entry.untrained },
        plan,
        context,
      ),
    },
  ];
}
