/** Compiles evaluations (expectations on results) and reports (what is rendered). */
import type { EvaluationEntry, ReportEntry } from '../dsl/index.js';
import { keysOf } from '../records/index.js';
import { resolveDataUse } from './data/index.js';
import { createDataScope, lowerMeasure } from './expressions/index.js';
import { calleesOf, firstCallOf, type CompiledPlan } from './phases/index.js';
import type { Evaluation, Report, Wire } from './program.js';
import { parseExpectation } from './expectation.js';
import { isPerExample, typeText } from './tensor-type.js';
import { reportUnknownName, trackErrors, type CompileContext } from './compile-context.js';

/** Number of examples in a report that does not specify it. */
const DEFAULT_EXAMPLE_COUNT = 20;

type EvaluatedNetworks = Evaluation['networks'];

/**
 * Networks that wires use, in their state after the plan. One that no phase trains is an error, reported at its call.
 */
function networksFromPlan(
  wires: readonly Wire[],
  { what, untrained }: { what: string; untrained: EvaluationEntry['untrained'] },
  plan: CompiledPlan | undefined,
  context: CompileContext,
): EvaluatedNetworks {
  return [...new Set(calleesOf(wires))].map((name) => {
    const { weights } = context.networks.get(name)!;
    const from = plan?.lastTrainers.get(name) ?? null;
    const fresh = plan && from === null && weights.length > 0;
    if (fresh && !untrained?.value && context.broken.phases.size === 0) {
      const call = firstCallOf(wires, name);
      context.report({
        code: 'untrained-network',
        message: `${what} uses \`${name}\`, which no phase trains`,
        ...(call?.range ? { range: call.range } : {}),
        help: 'train it in a phase of the plan, or write untrained: true if its first random weights are wanted',
      });
    }
    return { name, from };
  });
}

/** Compiles the evaluations; invalid ones are reported and left out. */
export function compileEvaluations(
  entries: readonly EvaluationEntry[],
  plan: CompiledPlan | undefined,
  context: CompileContext,
): Evaluation[] {
  return entries.flatMap((entry): Evaluation[] => {
    const tracked = trackErrors(context.report);
    const own = { ...context, report: tracked.report };
    const data = resolveDataUse(entry.on, own);
    const scope = createDataScope(data?.known ?? null, () => 'inference', own);
    const measure = lowerMeasure(entry.measure, scope, entry.name.value, 'a measure');
    // The structure check admits no other form of an expectation.
    const expect = entry.expect ? parseExpectation(entry.expect.value) : null;
    if (expect && !Number.isFinite(expect.value)) {
      own.report({
        code: 'out-of-range',
        message: `no figure is ever compared with ${expect.value}`,
        range: entry.expect!.range,
      });
    }
    if (!data || measure === undefined || tracked.failed()) return [];
    const name = entry.name.value;
    const networks = networksFromPlan(
      scope.wires,
      { what: `\`${name}\``, untrained: entry.untrained },
      plan,
      context,
    );
    const reference = entry.reference ? { reference: entry.reference.value } : {};
    const { wires } = scope;
    return [{ name, data: data.use, wires, measure, expect, ...reference, networks, range: entry.range }];
  });
}

/** Compiles the reports; invalid ones are reported and left out. */
export function compileReports(
  entries: readonly ReportEntry[],
  phases: readonly string[],
  plan: CompiledPlan | undefined,
  context: CompileContext,
): Report[] {
  const counts = new Map<string, number>();
  return entries.flatMap((entry): Report[] => {
    const count = counts.get(entry.kind) ?? 0;
    counts.set(entry.kind, count + 1);
    const name = count === 0 ? entry.kind : `${entry.kind}_${count + 1}`;
    return entry.kind === 'curves'
      ? compileCurvesReport(entry, name, phases, context)
      : compileTranslationsReport(entry, name, plan, context);
  });
}

function compileCurvesReport(
  entry: Extract<ReportEntry, { kind: 'curves' }>,
  name: string,
  phases: readonly string[],
  context: CompileContext,
): Report[] {
  const good = entry.phases.filter((phase) => {
    if (phases.includes(phase.value) || context.broken.phases.has(phase.value)) return true;
    reportUnknownName(context, phase, {
      code: 'unknown-phase',
      kind: 'phase',
      candidates: [phases, keysOf(context.broken.phases)],
    });
    return false;
  });
  return [{ kind: 'curves', name, phases: good.map(({ value }) => value) }];
}

function compileTranslationsReport(
  entry: Extract<ReportEntry, { kind: 'translations' }>,
  name: string,
  plan: CompiledPlan | undefined,
  context: CompileContext,
): Report[] {
  const tracked = trackErrors(context.report);
  const own = { ...context, report: tracked.report };
  const data = resolveDataUse(entry.on, own);
  const scope = createDataScope(data?.known ?? null, () => 'inference', own);
  const rows = entry.rows.map((row, at) => {
    const value = scope.lowerExpression(row, `${name}/${at}`);
    if (!value) return undefined;
    const { type } = scope.wires[value.wire]!;
    const image = isPerExample(type) && type.shape.length === 4 && [1, 3].includes(type.shape[3]!);
    if (image) return value.wire;
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
      titles: entry.rows.map(
        ({ range }) => context.sources.get(range.file)?.slice(range.start, range.end) ?? '',
      ),
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
