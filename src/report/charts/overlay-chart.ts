import { chartFrame, headHeight, type Chart } from './chart.js';
import { chartText } from './chart-text.js';
import { LIGHT } from './chart-style.js';
import {
  hasLogarithmicAxis,
  layOutPanels,
  LEGEND_HEIGHT,
  lineMarkers,
  panelColumns,
  type CurvesLayout,
  type PanelAxes,
} from './panels.js';

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

/** A name in the legend is about so wide, in pixels. */
const legendWidth = (name: string): number => 46 + 7 * name.length;

/** Beyond the colours, lines are told apart by their dashes. */
const DASHES = ['solid', 'dashed', 'dotted'] as const;

export function overlayChart({ title, simulated, panels }: OverlayData, layout: CurvesLayout = {}): Chart {
  const style = layout.style ?? LIGHT;
  const size = panelColumns(panels.length, layout);
  const { width } = size;
  const names = [...new Map(panels.flatMap(({ lines }) => lines).map((one) => [one.at, one.name]))].sort(
    ([a], [b]) => a - b,
  );
  const top = headHeight({ title, simulated });
  const head =
    top +
    LEGEND_HEIGHT *
      legendLines(
        names.map(([, name]) => name),
        width - 16,
      );
  const { height, titles, axes } = layOutPanels(panels.map(axesOf), size, head, style);
  const frame = chartFrame({ title, simulated: simulated && title !== '' }, width, style);
  return {
    width,
    height,
    option: {
      ...frame,
      tooltip: { trigger: 'axis', confine: true },
      title: [...frame.title, ...titles],
      legend: {
        type: 'plain',
        data: names.map(([, name]) => chartText(name)),
        left: 8,
        top,
        textStyle: { color: style.text },
      },
      ...axes,
      series: panels.flatMap(({ lines }, at) =>
        lines.map((line) => ({
          type: 'line',
          xAxisIndex: at,
          yAxisIndex: at,
          name: chartText(line.name),
          data: line.points,
          color: style.classes[line.at % style.classes.length],
          ...lineMarkers(line.points.length),
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

function axesOf({ title, lines }: OverlayPanel): PanelAxes {
  const points = lines.flatMap((line) => line.points);
  const epochs = points.map(([epoch]) => epoch);
  return {
    title,
    first: Math.min(...epochs),
    last: Math.max(...epochs),
    isLogarithmic: hasLogarithmicAxis(points.map(([, value]) => value)),
  };
}
