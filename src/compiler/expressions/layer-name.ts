/** Layers that are written as if they were functions or values. */
import type { SourceRange } from '../../diagnostics/index.js';
import { layers } from '../../vocabulary/index.js';
import { sourceTextAt, type CompileContext } from '../compile-context.js';
import type { FunctionCall } from './function-arguments.js';

/** Whether a name is that of a layer, which is reported: `x: Flatten`, `x: Flatten(y)`. */
export function reportLayerName(
  { name, range }: { name: string; range: SourceRange },
  args: FunctionCall['args'],
  context: CompileContext,
): boolean {
  if (!layers.has(name)) return false;
  const texts = args.map((arg) => sourceTextAt(context, arg.range) ?? 'x');
  const of = texts.length === 0 ? '' : `, of: ${texts.length === 1 ? texts[0]! : `[${texts.join(', ')}]`}`;
  context.report({
    code: 'unknown-name',
    message: `\`${name}\` is a layer, and layers are no values or functions of expressions`,
    range,
    help: `among the nodes of a network a layer is a map: write {${name}: {}${of}}`,
  });
  return true;
}
