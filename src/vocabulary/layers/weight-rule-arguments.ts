/**
 * Regularizers and constraints of a layer's weights: wherever Keras's layer has `kernel_initializer`, it has
 * `kernel_regularizer` and `kernel_constraint` too, so that a layer need not declare them.
 */
import { constraints } from '../constraints/index.js';
import type { LayerDefinition, ResolvedArguments, WeightRule } from '../definition-types.js';
import { regularizers } from '../regularizers/index.js';
import { Type, type TObject } from '../typebox-builders.js';
import { resolveWeightRule, weightRuleArgument } from '../weight-rules.js';

/** What initializers are of: `kernel` of `kernel_initializer`. Moving averages are not trained. */
const initialized = (args: TObject): string[] =>
  Object.keys(args.properties).flatMap((argument) => {
    const [, of] = /^(?!moving_)(.*)_initializer$/.exec(argument) ?? [];
    return of === undefined ? [] : [of];
  });

/** The layer with an argument `X_regularizer` and `X_constraint` for each weight that has an `X_initializer`. */
export function withWeightRules(layer: LayerDefinition): LayerDefinition {
  const parts = initialized(layer.args);
  if (parts.length === 0) return layer;
  const args = Type.Object(
    {
      ...layer.args.properties,
      ...Object.fromEntries(
        parts.flatMap((part) => [
          [
            `${part}_regularizer`,
            weightRuleArgument(
              regularizers,
              `What is added to the loss for its ${part}, where it is trained.`,
            ),
          ],
          [
            `${part}_constraint`,
            weightRuleArgument(constraints, `What is done to its ${part} after each update.`),
          ],
        ]),
      ),
    },
    { additionalProperties: false },
  );
  const ruleOf = (part: string, given: ResolvedArguments): Pick<WeightRule, 'regularizer' | 'constraint'> => {
    const regularizer = resolveWeightRule(regularizers, given[`${part}_regularizer`]);
    const constraint = resolveWeightRule(constraints, given[`${part}_constraint`]);
    return { ...(regularizer ? { regularizer } : {}), ...(constraint ? { constraint } : {}) };
  };
  return {
    ...layer,
    args,
    weights: (inputs, given) =>
      layer.weights(inputs, given).map((rule) => {
        // Keras's `depthwise_initializer` is that of `depthwise_kernel`; attention has a `query_kernel` and others.
        const part =
          parts.find((one) => rule.name === one || rule.name === `${one}_kernel`) ??
          parts.find((one) => rule.name.endsWith(`_${one}`));
        return part === undefined || !rule.trainable ? rule : { ...rule, ...ruleOf(part, given) };
      }),
  };
}
