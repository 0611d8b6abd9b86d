/** `image + normal(0, 1)`: a draw without a shape takes that of its co-operands. */
import type { Expression } from '../../dsl/index.js';
import { isTrainingVariable } from './moving-number.js';
import { functions, type FunctionDefinition } from '../../vocabulary/index.js';

/** Whether a random function has no tensor operand from which it could take its shape. */
export const drawsWithoutShape = (definition: FunctionDefinition): boolean =>
  definition.group === 'random' &&
  'shape' in definition.options.properties &&
  definition.parameters.every(({ kind }) => kind === 'scalar');

/** Whether an expression consists of shapeless draws and numbers only. */
export function isShapelessDraw(expression: Expression): boolean {
  return cachedKind(expression) === 'draw';
}

type ShapelessKind = 'draw' | 'number' | 'other';

/** Cache: each subexpression is classified once for every enclosing operator. */
const kindCache = new WeakMap<Expression, ShapelessKind>();

function cachedKind(expression: Expression): ShapelessKind {
  const found = kindCache.get(expression) ?? computeKind(expression);
  kindCache.set(expression, found);
  return found;
}

function computeKind(expression: Expression): ShapelessKind {
  switch (expression.kind) {
    case 'number':
      return 'number';
    case 'name':
      return isTrainingVariable(expression.name) ? 'number' : 'other';
    case 'negate':
      return cachedKind(expression.operand);
    case 'binary':
      return kindOfParts([expression.left, expression.right]);
    case 'call': {
      const definition = functions.get(expression.callee.name);
      if (!definition) return 'other';
      if (drawsWithoutShape(definition)) {
        return expression.options.some(({ name }) => name === 'shape') ? 'other' : 'draw';
      }
      return definition.group === 'math' ? kindOfParts(expression.args) : 'other';
    }
    default:
      return 'other';
  }
}

function kindOfParts(parts: readonly Expression[]): ShapelessKind {
  const seen = parts.map(cachedKind);
  if (seen.includes('other')) return 'other';
  return seen.includes('draw') ? 'draw' : 'number';
}
