/** How a step's layers were lowered: operators, layouts, estimated costs. */
import { decomposeComposites, type StepProgram, type ValueId } from '../../capture/index.js';
import {
  loadCostTable,
  estimateNodeMilliseconds,
  typedNodes,
  nodeFlopsAndBytes,
  type CostTable,
  type TypedNode,
} from './cost/index.js';
import { physicalDims, isPlainLayout, type Layout } from './layout/index.js';
import { buildOnnxGraph } from './lower.js';
import type { OnnxLoweringContext } from './lowering-context.js';
import { NCHWC_DOMAIN, elementwiseOperators, nodeScope } from './model/index.js';
import { verifiedNchwcBlockSize } from './verified-nchwc-block-size.js';

export interface ExplainedOperator {
  /** `Conv blocked + LeakyRelu`, `Conv grouped blocked`, `Gemm`, `element-wise` */
  name: string;
  count: number;
  /** Estimated total of all of them; null if unknown. */
  milliseconds: number | null;
}

export interface ExplainedLayer {
  /** The scope of its calls: `encoder/conv2d_1`, `gradient/encoder/conv2d_1`, `loss/loss`, `update/read`, `outputs`. */
  layer: string;
  /** Operators it was lowered to, in order of first use; none where it was fused into others or is a view. */
  operators: ExplainedOperator[];
  /**
   * Memory layout of its result: `blocked 16` (NCHWc), `planes` (NCHW), `plain` (NHWC), `permuted`; null without a
   * result.
   */
  layout: string | null;
  /** Layout conversions (Transpose, Reorder*). */
  reorderings: number;
  multiplyAdds: number;
  /** Bytes read and written. */
  bytes: number;
  /** Estimated; null if the cost of an operator is unknown. */
  milliseconds: number | null;
}

export interface ExplainedStep {
  /** Channels in a block of onnxruntime's NCHWc kernels; 0 if these are not used. */
  block: number;
  threads: number;
  /** Where the costs come from. */
  costs: CostTable['origin'];
  /** In order of execution. */
  layers: ExplainedLayer[];
}

/** Explains the step as this machine computes it. */
export async function explainLoweringOnThisMachine(
  step: StepProgram,
  threads: number,
  notice: (message: string) => void = () => undefined,
): Promise<ExplainedStep> {
  const block = await verifiedNchwcBlockSize(notice);
  return explainLowering(step, { block, threads, table: await loadCostTable(block) });
}

/** Explains the step for a given block size and cost table. */
export function explainLowering(
  recorded: StepProgram,
  { block, threads, table }: { block: number; threads: number; table: CostTable },
): ExplainedStep {
  const step = decomposeComposites(recorded);
  const { lowering } = buildOnnxGraph(step, { block, im2col: true });
  const model = lowering.graph.model();
  const nodes = typedNodes(model);
  const rows = new Map<string, LayerTotals>();
  for (const { scope } of step.calls) if (!rows.has(scope)) rows.set(scope, emptyLayerTotals());
  nodes.forEach((node, at) => {
    const scope = nodeScope(model.nodes[at]!);
    const row = rows.get(scope) ?? emptyLayerTotals();
    rows.set(scope, row);
    addNodeCost(row, node, estimateNodeMilliseconds(node, table, threads));
  });
  const layouts = resultLayouts(lowering);
  return {
    block,
    threads,
    costs: table.origin,
    layers: [...rows].map(([layer, { operators, ...row }]) => ({
      layer,
      operators: [...operators.values()],
      layout: layouts.get(layer) ?? null,
      ...row,
    })),
  };
}

type LayerTotals = Pick<ExplainedLayer, 'reorderings' | 'multiplyAdds' | 'bytes' | 'milliseconds'> & {
  operators: Map<string, ExplainedOperator>;
};

const emptyLayerTotals = (): LayerTotals => ({
  operators: new Map(),
  reorderings: 0,
  multiplyAdds: 0,
  bytes: 0,
  milliseconds: 0,
});

function addNodeCost(totals: LayerTotals, node: TypedNode, milliseconds: number | null): void {
  const work = nodeFlopsAndBytes(node);
  if (node.op === 'Transpose' || node.op.startsWith('Reorder')) totals.reorderings++;
  else if (work?.rate !== null) {
    const name = operatorLabel(node);
    const before = totals.operators.get(name) ?? { name, count: 0, milliseconds: 0 };
    const time = addNullable(before.milliseconds, milliseconds);
    totals.operators.set(name, { name, count: before.count + 1, milliseconds: time });
  }
  totals.multiplyAdds += work?.multiplyAdds ?? 0;
  totals.bytes += work?.bytes ?? 0;
  totals.milliseconds = addNullable(totals.milliseconds, milliseconds);
}

const addNullable = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : a + b;

function operatorLabel({ op, domain, attributes, inputs }: TypedNode): string {
  if (elementwiseOperators.has(op)) return 'element-wise';
  const { group, activation } = attributes;
  const groups = group && 'int' in group ? group.int : 1;
  const filter = inputs[1]?.dims;
  const perChannel = op === 'Conv' && groups > 1 && groups === filter?.[0];
  const kind = perChannel ? ' per channel' : groups > 1 ? ' grouped' : '';
  const after = activation && 'string' in activation ? ` + ${activation.string}` : '';
  return `${op}${kind}${domain === NCHWC_DOMAIN ? ' blocked' : ''}${after}`;
}

/** The layout of the result of each scope's last call. */
function resultLayouts(lowering: OnnxLoweringContext): Map<string, string> {
  const layouts = new Map<string, string>();
  for (const { scope, outputs } of lowering.program.calls) {
    const out = outputs[0] as ValueId;
    layouts.set(scope, layoutName(lowering.layout(out), lowering.plan.block));
  }
  return layouts;
}

function layoutName(layout: Layout, block: number): string {
  const { splits, order } = layout;
  // With a single channel block, NCHWc equals NHWC in memory; it is reported as blocked.
  if (splits.length === 4 && order.join() === '0,3,1,2,4' && splits[3]?.length === 2)
    return `blocked ${block}`;
  if (isPlainLayout(layout)) return 'plain';
  if (splits.length === 4 && order.join() === '0,3,1,2') return 'planes';
  const split = splits.some((factors) => factors.length > 1);
  return split && physicalDims(layout).at(-1) === block ? `blocked ${block}` : 'permuted';
}
