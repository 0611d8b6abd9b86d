import type { ValueReport } from '../../compiler/index.js';
import { histogramChart, renderSvg } from '../charts/index.js';
import type { HistogramData } from '../data/index.js';
import { reportBase, type DrawnReport, type ReportSource } from './report-source.js';

export async function drawHistogram(
  report: ValueReport & { kind: 'histogram' },
  source: ReportSource,
): Promise<DrawnReport> {
  const { values, settings, data: use } = report;
  const found = await source.values(values, settings.examples);
  const summaries = found.map(({ data: numbers }) => summaryOf(numbers));
  const measured = summaries.filter(({ count }) => count > 0);
  const lowest = Math.min(...measured.map(({ minimum }) => minimum));
  const highest = Math.max(...measured.map(({ maximum }) => maximum));
  const edges = binEdges(measured.length > 0 ? lowest : 0, measured.length > 0 ? highest : 1, settings.bins);
  const notFinite = summaries.reduce((sum, one) => sum + one.notFinite, 0);
  const notes = notFinite > 0 ? [`Not counted: ${notFinite} values that are not finite.`] : [];
  const data: HistogramData = {
    ...reportBase(report, source, report.name, notes),
    kind: 'histogram',
    examples: { dataset: use!.dataset, split: use!.split, count: found[0]?.shape[0] ?? 0 },
    edges,
    series: values.map((value, at) => {
      const { count: _, ...summary } = summaries[at]!;
      return { title: value.name ?? value.text, counts: countInBins(found[at]!.data, edges), ...summary };
    }),
  };
  return { data, pages: [await renderSvg(histogramChart(data))] };
}

function summaryOf(numbers: Float32Array) {
  let [count, sum, minimum, maximum] = [0, 0, Infinity, -Infinity];
  for (const value of numbers) {
    if (!Number.isFinite(value)) continue;
    count += 1;
    sum += value;
    minimum = Math.min(minimum, value);
    maximum = Math.max(maximum, value);
  }
  const mean = count === 0 ? 0 : sum / count;
  let squares = 0;
  for (const value of numbers) if (Number.isFinite(value)) squares += (value - mean) ** 2;
  return {
    count,
    minimum: count === 0 ? 0 : minimum,
    maximum: count === 0 ? 0 : maximum,
    mean,
    deviation: count === 0 ? 0 : Math.sqrt(squares / count),
    notFinite: numbers.length - count,
  };
}

/** Equal bins; where all numbers are the same, around it. */
function binEdges(lowest: number, highest: number, bins: number): number[] {
  const half = Math.max(Math.abs(lowest) * 1e-3, 0.5);
  const [from, to] = highest > lowest ? [lowest, highest] : [lowest - half, highest + half];
  return Array.from({ length: bins + 1 }, (_, at) => from + ((to - from) * at) / bins);
}

function countInBins(numbers: Float32Array, edges: readonly number[]): number[] {
  const bins = edges.length - 1;
  const [from, to] = [edges[0]!, edges[bins]!];
  const counts = new Array<number>(bins).fill(0);
  for (const value of numbers) {
    if (!Number.isFinite(value)) continue;
    const at = Math.floor(((value - from) / (to - from)) * bins);
    counts[Math.min(bins - 1, Math.max(0, at))]! += 1;
  }
  return counts;
}
