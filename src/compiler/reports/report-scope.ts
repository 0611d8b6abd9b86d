import type { Expression, Located, ValueReportEntry } from '../../dsl/index.js';
import { resolveDataUse } from '../data/index.js';
import { createDataScope } from '../expressions/index.js';
import type { CompiledPlan } from '../phases/index.js';
import {
  callableNames,
  reportUnknownName,
  sourceTextAt,
  trackErrors,
  isDeclared,
  type CompileContext,
} from '../compile-context.js';
import { networksFromPlan } from '../networks-from-plan.js';
import type { ReportSettings, ReportValue, ValueReport, Wire } from '../program.js';
import type { TensorType } from '../../vocabulary/index.js';
import { isPerExample, typeText } from '../tensor-type.js';

/** What a value must be; reported if it isn't. */
export type ValueCheck = (type: TensorType, expression: Expression, context: CompileContext) => boolean;

/** Compiles the parts of one report. */
export interface ReportScope<Kind extends ValueReport['kind']> {
  entry: ValueReportEntry;
  context: CompileContext;
  /** The values of a key, in their order; those with an error are left out. */
  values(key: string, check: ValueCheck): ReportValue[];
  /** A setting as it is written, or its default. */
  setting<T>(key: string, standard: T): T;
  located(key: string): Located<unknown> | undefined;
  /** The decoder of `model`; null after an error. */
  decoder(): NonNullable<ValueReport['model']> | null;
  /** The report; none after an error. */
  finish(settings: ReportSettings[Kind], values: ReportValue[], model?: ValueReport['model']): ValueReport[];
}

export function openReportScope<Kind extends ValueReport['kind']>(
  entry: ValueReportEntry & { kind: Kind },
  name: string,
  plan: CompiledPlan | undefined,
  outer: CompileContext,
): ReportScope<Kind> {
  const tracked = trackErrors(outer.report);
  const context = { ...outer, report: tracked.report };
  const data = entry.on ? resolveDataUse(entry.on, context) : undefined;
  const scope = createDataScope(data?.known ?? null, () => 'inference', context);
  let decoder: Decoder | null = null;
  const classesOf = (wire: number): { classes?: string[] } => {
    const { type, ...found } = scope.wires[wire]!;
    const fields = data ? [...data.known.fields.values()].map((field) => field.type) : [];
    const own = found.op === 'field' ? data?.known.fields.get(found.name)?.type.classes : undefined;
    const width = type.shape[1];
    const named =
      own ??
      fields.find(({ classes, shape }) => classes && (width === undefined || shape[0] === width))?.classes;
    return named ? { classes: [...named] } : {};
  };
  return {
    entry,
    context,
    values: (key, check) =>
      entry.values
        .filter((one) => one.key === key)
        .flatMap(({ name: own, expression }, at): ReportValue[] => {
          const value = scope.lowerExpression(expression, `${name}/${key}/${own?.value ?? at}`);
          if (!value || !check(scope.wires[value.wire]!.type, expression, context)) return [];
          const { wire } = value;
          const text = sourceTextAt(outer, expression.range) ?? '';
          return [{ key, name: own?.value ?? null, wire, text, ...classesOf(wire) }];
        }),
    setting: <T>(key: string, standard: T): T =>
      (entry.settings.get(key)?.value as T | undefined) ?? standard,
    located: (key) => entry.settings.get(key),
    decoder() {
      decoder = entry.model && resolveDecoder(entry.model, context);
      return decoder && { name: entry.model!.value, input: decoder.input, size: decoder.size };
    },
    finish(settings, values, model = null) {
      const networks = networksFromPlan(
        [...scope.wires, ...(decoder?.wires ?? [])],
        {
          what: 'the report',
          untrained: entry.untrained,
          also: decoder?.networks ?? [],
          place: entry.model?.range,
        },
        plan,
        context,
      );
      if (tracked.failed() || (entry.on && !data)) return [];
      const report = { kind: entry.kind, name, data: data?.use ?? null, wires: scope.wires, values, model };
      return [{ ...report, settings, networks } as unknown as ValueReport];
    },
  };
}

interface Decoder {
  input: string;
  size: number;
  /** Itself, if it is a network; else the wires of the model. */
  networks: readonly string[];
  wires: readonly Wire[];
}

/** A network or model with one input of numbers and a picture as its first output. */
function resolveDecoder(name: Located<string>, context: CompileContext): Decoder | null {
  const network = context.networks.get(name.value);
  const model = context.models.get(name.value);
  const found = network ?? model;
  if (network) context.used.networks.add(name.value);
  if (!found) {
    if (!isDeclared(context, name.value)) {
      reportUnknownName(context, name, {
        code: 'unknown-network',
        kind: 'network or model',
        candidates: callableNames(context),
      });
    }
    return null;
  }
  const [input, ...others] = found.inputs;
  const { type } = found.outputs[0]!;
  const takesNumbers =
    input && others.length === 0 && isPerExample(input.type) && input.type.shape.length === 2;
  if (!takesNumbers || !isImage(type)) {
    const given = found.inputs.map((one) => typeText(one.type)).join(' and ');
    context.report({
      code: 'not-a-decoder',
      message: `\`${name.value}\` makes ${typeText(type)} of ${given || 'nothing'}, not a picture of latent numbers`,
      range: name.range,
      help: 'it needs one input of [batch, n], and a first output of [batch, height, width, 1 or 3]',
    });
    return null;
  }
  return {
    input: input.name,
    size: input.type.shape[1]!,
    networks: network ? [name.value] : [],
    wires: model?.wires ?? [],
  };
}

export const isImage = (type: TensorType): boolean =>
  isPerExample(type) && type.shape.length === 4 && [1, 3].includes(type.shape[3]!);
