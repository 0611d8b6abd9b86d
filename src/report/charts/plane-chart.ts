import type { PlaneData } from '../data/index.js';
import { chartFrame, headHeight, type Chart } from './chart.js';
import { LIGHT, type ChartStyle } from './chart-style.js';
import { chartText } from './chart-text.js';

const SIDE = 560;
/** More classes than this have no legend. */
const MAX_LEGEND = 40;

/**
 * Examples as points, coloured by class. Each point of a series is [x, y, number of the example], for pages that show
 * its picture.
 */
export function planeChart(data: PlaneData, style: ChartStyle = LIGHT): Chart {
  const { colour, points } = data;
  const top = headHeight(data) + 16;
  const classes = colour?.classes ?? [];
  const named = classes.length > 0 && classes.length <= MAX_LEGEND;
  const legendWidth = named ? 130 : 0;
  const width = 70 + SIDE + 20 + legendWidth;
  const pointsOf = (wanted: (example: number) => boolean) =>
    points.flatMap((point, example) =>
      point && wanted(example) ? [[rounded(point[0]), rounded(point[1]), example]] : [],
    );
  const size = points.length > 2000 ? 3 : points.length > 300 ? 4 : 6;
  const series = (name: string, color: string, wanted: (example: number) => boolean) => ({
    type: 'scatter',
    name: chartText(name),
    color,
    symbolSize: size,
    itemStyle: { opacity: 0.75 },
    data: pointsOf(wanted),
  });
  const explained = (axis: 0 | 1): string =>
    data.explained
      ? `${data.axes[axis]} (${(100 * data.explained[axis]).toFixed(1)} % of the variance)`
      : data.axes[axis];
  const axis = (name: string, nameGap: number) => ({
    type: 'value',
    scale: true,
    name,
    nameGap,
    nameLocation: 'middle',
    nameTextStyle: { color: style.muted },
    axisLabel: { color: style.text, hideOverlap: true },
    axisLine: { onZero: false, show: true, lineStyle: { color: style.muted } },
    splitLine: { lineStyle: { color: style.grid } },
  });
  const other = (example: number) => (colour?.values[example] ?? -1) < 0;
  return {
    width,
    height: top + SIDE + 60,
    option: {
      ...chartFrame(data, width, style),
      ...(named
        ? {
            legend: {
              orient: 'vertical',
              right: 8,
              top: top + 10,
              textStyle: { color: style.text, width: 90, overflow: 'truncate' },
            },
          }
        : {}),
      grid: { left: 70, top, width: SIDE, height: SIDE },
      xAxis: axis(explained(0), 28),
      yAxis: axis(explained(1), 48),
      series: [
        ...classes.map((name, at) =>
          series(
            name,
            style.classes[at % style.classes.length]!,
            (example) => colour!.values[example] === at,
          ),
        ),
        ...(points.some((_, example) => other(example))
          ? [series(colour ? 'no class' : 'examples', style.training, other)]
          : []),
      ],
    },
  };
}

/** Six digits: what a chart can show. */
const rounded = (value: number): number => Number(value.toPrecision(6));
