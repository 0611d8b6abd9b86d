import type { HistogramData } from '../data/index.js';
import { formatFigure } from '../format-numbers.js';
import { chartFrame, headHeight, type Chart } from './chart.js';
import { LIGHT, type ChartStyle } from './chart-style.js';
import { chartText } from './chart-text.js';

/** Shares by bin, as steps: several distributions can be seen through each other, however many values they have. */
export function histogramChart(data: HistogramData, style: ChartStyle = LIGHT): Chart {
  const width = 640;
  const top = headHeight(data) + 40 + 18 * data.series.length;
  const { edges } = data;
  return {
    width,
    height: top + 280 + 40,
    option: {
      ...chartFrame(data, width, style),
      tooltip: { trigger: 'axis', confine: true },
      legend: {
        orient: 'vertical',
        left: 60,
        top: headHeight(data),
        textStyle: { color: style.text },
      },
      grid: { left: 70, right: 24, top, height: 280 },
      xAxis: {
        type: 'value',
        min: edges[0],
        max: edges.at(-1),
        axisLabel: { color: style.text, hideOverlap: true, showMinLabel: false, showMaxLabel: false },
        axisLine: { onZero: false, lineStyle: { color: style.muted } },
        splitLine: { show: false },
      },
      yAxis: {
        type: 'value',
        name: 'share of values',
        nameTextStyle: { color: style.muted, align: 'left' },
        axisLine: { onZero: false },
        axisLabel: { color: style.text },
        splitLine: { lineStyle: { color: style.grid } },
      },
      series: data.series.map(({ title, counts, mean, deviation }, at) => {
        const total = counts.reduce((sum, count) => sum + count, 0);
        const color = style.classes[at % style.classes.length]!;
        return {
          type: 'line',
          name: chartText(`${title}: mean ${formatFigure(mean)}, deviation ${formatFigure(deviation)}`),
          step: 'end',
          color,
          showSymbol: false,
          lineStyle: { width: 1.4 },
          areaStyle: { opacity: 0.25 },
          // A count stands for the bin from its edge to the next.
          data: [...counts, counts.at(-1) ?? 0].map((count, bin) => [
            edges[bin],
            Number((count / Math.max(1, total)).toPrecision(6)),
          ]),
        };
      }),
    },
  };
}
