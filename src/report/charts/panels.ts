/** Panels with curves by epoch, side by side, each with axes of its own. */
import type { ChartScale } from '../data/index.js';
import { partTitle } from './chart.js';
import type { ChartStyle } from './chart-style.js';

export interface CurvesLayout {
  /** Width in pixels; by default as the panels need. */
  width?: number;
  /** Panels side by side; by default up to three. */
  columns?: number;
  style?: ChartStyle;
}

/** What a panel's title and axes are made of. */
export interface PanelAxes {
  title: string;
  /** Epochs. */
  first: number;
  last: number;
  isLogarithmic: boolean;
}

const PANEL = { width: 380, height: 250 };
const MARGIN = { left: 58, top: 34, right: 22, bottom: 44 };
/** Of a line of the legend. */
export const LEGEND_HEIGHT = 24;
/** A logarithmic axis is chosen for figures that span more than this factor. */
const LOG_SPAN = 20;
/** Markers show the epochs, unless there are so many that they merge. */
const MAX_MARKERS = 40;

export function panelColumns(
  count: number,
  { width, columns: wanted = 3 }: CurvesLayout,
): { columns: number; width: number } {
  const columns = Math.max(1, Math.min(wanted, count));
  return { columns, width: width ?? columns * PANEL.width };
}

/** @param head the height of what stands above the panels */
export function layOutPanels(
  panels: readonly PanelAxes[],
  { columns, width }: { columns: number; width: number },
  head: number,
  style: ChartStyle,
) {
  const panelWidth = width / columns;
  const place = (at: number) => ({
    left: (at % columns) * panelWidth + MARGIN.left,
    top: head + Math.floor(at / columns) * PANEL.height + MARGIN.top,
  });
  return {
    height: head + Math.max(1, Math.ceil(panels.length / columns)) * PANEL.height,
    /** The upper left corner of a panel's grid. */
    place,
    titles: panels.map(({ title }, at) =>
      partTitle(title, place(at).left - 5, place(at).top - MARGIN.top, style),
    ),
    axes: {
      grid: panels.map((_, at) => ({
        ...place(at),
        width: panelWidth - MARGIN.left - MARGIN.right,
        height: PANEL.height - MARGIN.top - MARGIN.bottom,
      })),
      xAxis: panels.map(({ first, last }, at) => ({
        gridIndex: at,
        type: 'value',
        name: 'epoch',
        nameLocation: 'middle',
        nameGap: 24,
        minInterval: 1,
        min: first,
        max: Math.max(last, first + 1),
        nameTextStyle: { color: style.muted },
        axisLabel: { color: style.text, fontSize: 11 },
        axisLine: { onZero: false, lineStyle: { color: style.muted } },
        splitLine: { show: false },
      })),
      yAxis: panels.map(({ isLogarithmic }, at) => ({
        gridIndex: at,
        type: isLogarithmic ? 'log' : 'value',
        scale: true,
        axisLabel: { color: style.text, fontSize: 11, hideOverlap: true },
        splitLine: { lineStyle: { color: style.grid } },
      })),
    },
  };
}

/** Whether the axis of these values is logarithmic: never where one has no logarithm. */
export function hasLogarithmicAxis(values: readonly number[], scale: ChartScale = 'auto'): boolean {
  if (scale === 'linear' || values.length === 0 || !values.every((value) => value > 0)) return false;
  return scale === 'log' || Math.max(...values) / Math.min(...values) > LOG_SPAN;
}

/** The markers of a line of so many points. */
export const lineMarkers = (points: number) => ({
  symbol: 'circle',
  symbolSize: points === 1 ? 7 : 4,
  showSymbol: points <= MAX_MARKERS,
});
