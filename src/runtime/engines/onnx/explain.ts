/** What became of a step's layers: operators, layouts, and what they are estimated to cost. */
import type { StepProgram, ValueId } from '../../capture/index.js';
import { costTable, estimate, typedNodes, workOf, type CostTable, type TypedNode } from './cost/index.js';
import { dims, isPlain, type Layout } from './layout/index.js';
import { write } from './lower.js';
import type { Lowering } from './lowering.js';
import { BLOCKED, elementwiseOperators, scopeOf } from './model/index.js';
import { trustedBlockSize } from './trust.js';

export interface ExplainedOperator {
  /** `Conv blocked + LeakyRelu`, `Conv grouped blocked`, `Gemm`, `element-wise` */
  name: string;
  count: number;
  /** Of all of them together, estimated; null where it is not known. */
  milliseconds: number | null;
}

export interface ExplainedLayer {
  /** The scope of its calls: `encoder/conv2d_1`, `gradient/encoder/conv2d_1`, `loss/loss`, `update/read`, `outputs`. */
  layer: string;
  /** The operators that it became, as they first come; none where others do its work or memory is only seen anew. */
  operators: ExplainedOperator[];
  /** How its result lies: `blocked 16`, `planes` (N, C, H, W), `plain` (N, H, W, C), `permuted`; null without a result. */
  layout: string | null;
  /** Operators that only bring values into another layout. */
  reorderings: number;
  multiplyAdds: number;
  /** Bytes read and written. */
  bytes: number;
  /** Estimated; null where an operator is among them of which nothing is known. */
  milliseconds: number | null;
}

export interface ExplainedStep {
  /** Channels in a block of onnxruntime's blocked kernels; 0 for none. */
  block: number;
  threads: number;
  /** Where the costs come from. */
  costs: CostTable['origin'];
  /** In the order in which they are computed. */
  layers: ExplainedLayer[];
}

/** The step as this machine would compute it. */
export async function explainHere(
  step: StepProgram,
  threads: number,
  notice: (message: string) => void = () => undefined,
): Promise<ExplainedStep> {
  const block = await trustedBlockSize(notice);
  return explain(step, { block, threads, table: await costTable(block) });
}

/** The step as a machine with this block size and these costs would compute it. */
export function explain(
  step: StepProgram,
  { block, threads, table }: { block: number; threads: number; table: CostTable },
): ExplainedStep {
  const { lowering } = write(step, { block, columns: true });
  const model = lowering.graph.model();
  const nodes = typedNodes(model);
  const rows = new Map<string, Row>();
  for (const { scope } of step.calls) if (!rows.has(scope)) rows.set(scope, emptyRow());
  nodes.forEach((node, at) => {
    const scope = scopeOf(model.nodes[at]!);
    const row = rows.get(scope) ?? emptyRow();
    rows.set(scope, row);
    count(row, node, estimate(node, table, threads));
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

type Row = Pick<ExplainedLayer, 'reorderings' | 'multiplyAdds' | 'bytes' | 'milliseconds'> & {
  operators: Map<string, ExplainedOperator>;
};

const emptyRow = (): Row => ({
  operators: new Map(),
  reorderings: 0,
  multiplyAdds: 0,
  bytes: 0,
  milliseconds: 0,
});

function count(row: Row, node: TypedNode, milliseconds: number | null): void {
  const work = workOf(node);
  if (node.op === 'Transpose' || node.op.startsWith('Reorder')) row.reorderings++;
  else if (work?.rate !== null) {
    const name = nameOf(node);
    const before = row.operators.get(name) ?? { name, count: 0, milliseconds: 0 };
    const time = plus(before.milliseconds, milliseconds);
    row.operators.set(name, { name, count: before.count + 1, milliseconds: time });
  }
  row.multiplyAdds += work?.multiplyAdds ?? 0;
  row.bytes += work?.bytes ?? 0;
  row.milliseconds = plus(row.milliseconds, milliseconds);
}

const plus = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b);

function nameOf({ op, domain, attributes, inputs }: TypedNode): string {
  if (elementwiseOperators.has(op)) return 'element-wise';
  const { group, activation } = attributes;
  const groups = group && 'int' in group ? group.int : 1;
  const filter = inputs[1]?.dims;
  const perChannel = op === 'Conv' && groups > 1 && groups === filter?.[0];
  const kind = perChannel ? ' per channel' : groups > 1 ? ' grouped' : '';
  const after = activation && 'string' in activation ? ` + ${activation.string}` : '';
  return `${op}${kind}${domain === BLOCKED ? ' blocked' : ''}${after}`;
}

/** The layout of what the last call of each scope makes. */
function resultLayouts(lowering: Lowering): Map<string, string> {
  const layouts = new Map<string, string>();
  for (const { scope, outputs } of lowering.program.calls) {
    const out = outputs[0] as ValueId;
    layouts.set(scope, layoutName(lowering.layout(out), lowering.plan.block));
  }
  return layouts;
}

function layoutName(layout: Layout, block: number): string {
  const { splits, order } = layout;
  // An image of one block lies as a plain one does; it was made blocked all the same.
  if (splits.length === 4 && order.join() === '0,3,1,2,4' && splits[3]?.length === 2)
    return `blocked ${block}`;
  if (isPlain(layout)) return 'plain';
  if (splits.length === 4 && order.join() === '0,3,1,2') return 'planes';
  const split = splits.some((factors) => factors.length > 1);
  return split && dims(layout).at(-1) === block ? `blocked ${block}` : 'permuted';
}
