import { chartFrame, headHeight, partTitle, type Chart } from './chart.js';
import { chartText } from './chart-text.js';
import { LIGHT } from './chart-style.js';
import type { CurvesLayout } from './curves-chart.js';

/** Curves of several runs over one another: a panel for each figure, a line for each run. */
export interface OverlayData {
  kind: 'overlay';
  title: string;
  simulated: boolean;
  panels: OverlayPanel[];
}

export interface OverlayPanel {
  title: string;
  lines: {
    name: string;
    /** Its number among all: lines of one run have one colour in every panel. */
    at: number;
    /** [epoch, value] in order. */
    points: [number, number][];
  }[];
}

const PANEL = { width: 380, height: 250 };
const MARGIN = { left: 58, top: 34, right: 22, bottom: 44 };
/** Of a line of the legend; names are about so wide, in pixels. */
const LEGEND_HEIGHT = 24;
const legendWidth = (name: string): number => 46 + 7 * name.length;
const LOG_SPAN = 20;
/** Markers show the epochs, unless there are so many that they merge. */
const MAX_MARKERS = 40;

/** Beyond the colours, lines are told apart by their dashes. */
const DASHES = ['solid', 'dashed', 'dotted'] as const;

export function overlayChart(
  { title, simulated, panels }: OverlayData,
  { width: given, columns: wanted = 3, style = LIGHT }: CurvesLayout = {},
): Chart {
  const columns = Math.max(1, Math.min(wanted, panels.length));
  const width = given ?? columns * PANEL.width;
  const panelWidth = width / columns;
  const names = [...new Map(panels.flatMap(({ lines }) => lines).map((one) => [one.at, one.name]))].sort(
    ([a], [b]) => a - b,
  );
  const top = title === '' ? 0 : headHeight(simulated);
  const head =
    top +
    LEGEND_HEIGHT *
      legendLines(
        names.map(([, name]) => name),
        width - 16,
      );
  const height = head + Math.max(1, Math.ceil(panels.length / columns)) * PANEL.height;
  const frame = chartFrame({ title, simulated: simulated && title !== '' }, width, style);
  const place = (at: number) => ({
    left: (at % columns) * panelWidth + MARGIN.left,
    top: head + Math.floor(at / columns) * PANEL.height + MARGIN.top,
  });
  const epochsOf = ({ lines }: OverlayPanel) => lines.flatMap(({ points }) => points.map(([epoch]) => epoch));
  return {
    width,
    height,
    option: {
      ...frame,
      tooltip: { trigger: 'axis', confine: true },
      title: [
        ...frame.title,
        ...panels.map((panel, at) =>
          partTitle(panel.title, place(at).left - 5, place(at).top - MARGIN.top, style),
        ),
      ],
      legend: {
        type: 'plain',
        data: names.map(([, name]) => chartText(name)),
        left: 8,
        top,
        textStyle: { color: style.text },
      },
      grid: panels.map((_, at) => ({
        ...place(at),
        width: panelWidth - MARGIN.left - MARGIN.right,
        height: PANEL.height - MARGIN.top - MARGIN.bottom,
      })),
      xAxis: panels.map((panel, at) => ({
        gridIndex: at,
        type: 'value',
        name: 'epoch',
        nameLocation: 'middle',
        nameGap: 24,
        minInterval: 1,
        min: Math.min(...epochsOf(panel)),
        max: Math.max(...epochsOf(panel), Math.min(...epochsOf(panel)) + 1),
        nameTextStyle: { color: style.muted },
        axisLabel: { color: style.text, fontSize: 11 },
        axisLine: { onZero: false, lineStyle: { color: style.muted } },
        splitLine: { show: false },
      })),
      yAxis: panels.map((panel, at) => ({
        gridIndex: at,
        type: isLogarithmic(panel) ? 'log' : 'value',
        scale: true,
        axisLabel: { color: style.text, fontSize: 11, hideOverlap: true },
        splitLine: { lineStyle: { color: style.grid } },
      })),
      series: panels.flatMap(({ lines }, at) =>
        lines.map((line) => ({
          type: 'line',
          xAxisIndex: at,
          yAxisIndex: at,
          name: chartText(line.name),
          data: line.points,
          color: style.classes[line.at % style.classes.length],
          symbol: 'circle',
          symbolSize: line.points.length === 1 ? 7 : 4,
          showSymbol: line.points.length <= MAX_MARKERS,
          lineStyle: {
            width: 1.8,
            type: DASHES[Math.floor(line.at / style.classes.length) % DASHES.length],
          },
        })),
      ),
    },
  };
}

/** Lines of a legend whose names are set one after the other. */
function legendLines(names: readonly string[], width: number): number {
  let lines = 1;
  let used = 0;
  for (const name of names) {
    if (used > 0 && used + legendWidth(name) > width) {
      lines += 1;
      used = 0;
    }
    used += legendWidth(name);
  }
  return lines;
}

function isLogarithmic({ lines }: OverlayPanel): boolean {
  const values = lines.flatMap(({ points }) => points.map(([, value]) => value));
  return values.every((value) => value > 0) && Math.max(...values) / Math.min(...values) > LOG_SPAN;
}
