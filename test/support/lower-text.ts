/** Lowers the text of an expression over fields, without a graph around it. */
import { createDiagnosticCollector, type Diagnostic } from '../../src/diagnostics/index.js';
import { parseExpression } from '../../src/dsl/index.js';
import {
  createWireBuilder,
  lowerExpression,
  type ExpressionScope,
} from '../../src/compiler/expressions/index.js';
import type { Wire, WireId } from '../../src/compiler/index.js';
import type { CompileContext } from '../../src/compiler/compile-context.js';
import type { TensorType } from '../../src/vocabulary/index.js';

export interface LoweredText {
  wires: Wire[];
  root: WireId | undefined;
  diagnostics: Diagnostic[];
}

export function lowerText(text: string, fields: Readonly<Record<string, TensorType>>): LoweredText {
  const collector = createDiagnosticCollector();
  const expression = parseExpression(text, (start, end) => ({ file: 'e', start, end }), collector.report);
  const builder = createWireBuilder();
  const context = {
    report: collector.report,
    networks: new Map(),
    models: new Map(),
    functions: new Map(),
    broken: { networks: new Set() },
    declared: { networks: [], models: [], data: [] },
    sources: new Map([['e', text]]),
    used: { networks: new Set(), data: new Set() },
  } as unknown as CompileContext;
  const scope: ExpressionScope = {
    context,
    builder,
    resolve: (name) =>
      Object.hasOwn(fields, name)
        ? { wire: builder.add({ op: 'field', name, type: fields[name]! }) }
        : undefined,
    names: () => [Object.keys(fields)],
    modeOf: () => 'inference',
    stream: (name) => ({ stream: name, draw: { per: 'step' } }),
    inlined: new Map(),
  };
  const root = expression && lowerExpression(expression, scope);
  return { wires: builder.wires, root: root?.wire, diagnostics: collector.diagnostics };
}
