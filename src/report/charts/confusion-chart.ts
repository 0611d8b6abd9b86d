import type { ConfusionData } from '../data/index.js';
import { chartFrame, headHeight, type Chart } from './chart.js';
import { LIGHT, type ChartStyle } from './chart-style.js';
import { chartText } from './chart-text.js';

/** Counts are written into the cells of smaller matrices. */
const MAX_WRITTEN = 25;
const LETTER = 6.5;
/** Of the line that says how many are right. */
const SUBTITLE_HEIGHT = 24;

/** True classes downwards, predicted ones across; colours are shares of the true class. */
export function confusionChart(data: ConfusionData, style: ChartStyle = LIGHT): Chart {
  const { classes, counts } = data;
  const cell = classes.length <= MAX_WRITTEN ? 40 : 12;
  const names = classes.map(chartText);
  const longest = Math.min(24, Math.max(2, ...names.map(({ length }) => length)));
  const left = 50 + longest * LETTER;
  const head = headHeight(data);
  const top = head + SUBTITLE_HEIGHT;
  const size = Math.max(1, classes.length) * cell;
  const bottom = 46 + (longest > 4 ? longest * LETTER : 12);
  const width = Math.max(420, left + size + 30);
  const cells = counts.flatMap((row, own) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, other) => [other, own, total === 0 ? 0 : count / total, count]);
  });
  const axis = (name: string, extra: object) => ({
    type: 'category',
    name,
    nameLocation: 'middle',
    nameTextStyle: { color: style.muted },
    data: names,
    axisLabel: {
      color: style.text,
      fontSize: 11,
      interval: 0,
      width: 24 * LETTER,
      overflow: 'truncate',
      ...extra,
    },
    axisTick: { show: false },
    splitArea: { show: false },
  });
  const frame = chartFrame(data, width, style);
  return {
    width,
    height: top + size + bottom,
    option: {
      ...frame,
      title: [
        ...frame.title,
        {
          text: `${(100 * data.accuracy).toFixed(1)} % of ${data.examples.count} examples right`,
          left: 8,
          top: head,
          textStyle: { fontSize: 12, fontWeight: 'normal', color: style.muted },
        },
      ],
      grid: { left, top: top + 4, width: size, height: size },
      xAxis: { ...axis('predicted', { rotate: longest > 4 ? 90 : 0 }), nameGap: bottom - 24 },
      yAxis: { ...axis('true', {}), inverse: true, nameGap: left - 26 },
      visualMap: { show: false, min: 0, max: 1, dimension: 2, inRange: { color: style.ramp } },
      series: [
        {
          type: 'heatmap',
          name: 'examples',
          data: cells,
          label: { show: classes.length <= MAX_WRITTEN, formatter: '{@[3]}', fontSize: 11 },
          itemStyle: { borderColor: style.grid, borderWidth: 0.5 },
        },
      ],
    },
  };
}
