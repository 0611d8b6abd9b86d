import type { BarsData } from '../data/index.js';
import { chartFrame, headHeight, type Chart } from './chart.js';
import { LIGHT, type ChartStyle } from './chart-style.js';
import { chartText } from './chart-text.js';

const LETTER = 6.5;

/** Two bars for each class: its examples that are taken for another, and others that are taken for it. */
export function barsChart(data: BarsData, style: ChartStyle = LIGHT): Chart {
  const names = data.classes.map(chartText);
  const longest = Math.min(24, Math.max(2, ...names.map(({ length }) => length)));
  const width = Math.max(480, 90 + data.classes.length * 46);
  const top = headHeight(data) + 30;
  const bottom = 40 + (longest > 5 ? longest * LETTER : 12);
  const series = (name: string, values: number[], color: string) => ({
    type: 'bar',
    name,
    data: values,
    color,
    label: { show: data.classes.length <= 25, position: 'top', color: style.text, fontSize: 10 },
  });
  return {
    width,
    height: top + 240 + bottom,
    option: {
      ...chartFrame(data, width, style),
      tooltip: { trigger: 'axis', confine: true },
      legend: { itemGap: 28, right: 28, top: headHeight(data), textStyle: { color: style.text } },
      grid: { left: 60, right: 24, top, height: 240 },
      xAxis: {
        type: 'category',
        data: names,
        axisLabel: {
          color: style.text,
          interval: 0,
          rotate: longest > 5 ? 90 : 0,
          width: 24 * LETTER,
          overflow: 'truncate',
        },
      },
      yAxis: {
        type: 'value',
        name: 'examples',
        nameTextStyle: { color: style.muted },
        minInterval: 1,
        axisLabel: { color: style.text },
        splitLine: { lineStyle: { color: style.grid } },
      },
      series: [
        series('wrong targets', data.wrongTargets, style.training),
        series('wrong predictions', data.wrongPredictions, style.validation),
      ],
    },
  };
}
