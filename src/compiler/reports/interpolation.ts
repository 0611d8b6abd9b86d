import { typeText } from '../tensor-type.js';
import { classesCheck, latentCheck } from './value-checks.js';
import type { ReportScope, ValueCheck } from './report-scope.js';

export function compileInterpolation(scope: ReportScope<'interpolation'>) {
  const model = scope.decoder();
  /** What the decoder takes. */
  const fits: ValueCheck = (type, expression, context) => {
    if (!model) return latentCheck(type, expression, context);
    if (type.shape.length === 2 && type.shape[0] === null && type.shape[1] === model.size) return true;
    context.report({
      code: 'wrong-shape',
      message: `\`${model.name}\` takes [batch, ${model.size}], but this is ${typeText(type)}`,
      range: expression.range,
    });
    return false;
  };
  return scope.finish(
    { count: scope.setting('count', 8), steps: scope.setting('steps', 10) },
    [...scope.values('at', fits), ...scope.values('label', classesCheck)],
    model,
  );
}
