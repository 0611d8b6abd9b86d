import type { EChartsCoreOption } from 'echarts/core';
import { SIMULATED_DATA_LABEL } from '../result-tables.js';
import { chartText } from './chart-text.js';
import type { ChartStyle } from './chart-style.js';

/** An option of ECharts, plain JSON, and the size that it is laid out for, in pixels. */
export interface Chart {
  option: EChartsCoreOption;
  width: number;
  height: number;
}

const TITLE_HEIGHT = 40;
const BANNER_HEIGHT = 30;

/** The height of title and banner; a page has them above the chart. */
export const headHeight = ({ title, simulated }: { title: string; simulated: boolean }): number =>
  (title === '' ? 0 : TITLE_HEIGHT) + (simulated ? BANNER_HEIGHT : 0);

/** What all charts have: background, title, and the banner of simulated data. */
export function chartFrame(
  { title, simulated }: { title: string; simulated: boolean },
  width: number,
  style: ChartStyle,
): { backgroundColor: string; title: object[]; graphic: object[]; textStyle: object; tooltip: object } {
  const banner = simulated
    ? [
        { type: 'rect', shape: { x: 0, y: 0, width, height: BANNER_HEIGHT }, style: { fill: '#c81e1e' } },
        {
          type: 'text',
          x: width / 2,
          y: BANNER_HEIGHT / 2,
          style: {
            text: SIMULATED_DATA_LABEL,
            fill: '#ffffff',
            font: 'bold 15px sans-serif',
            align: 'center',
            verticalAlign: 'middle',
          },
        },
      ]
    : [];
  return {
    backgroundColor: style.background,
    textStyle: { fontFamily: 'sans-serif', color: style.text },
    title: [
      {
        text: chartText(title),
        left: 8,
        top: (simulated ? BANNER_HEIGHT : 0) + 6,
        textStyle: { fontSize: 15, color: style.text },
      },
    ],
    graphic: banner,
    tooltip: { confine: true },
  };
}

/** A subtitle of a part of the chart. */
export const partTitle = (text: string, left: number | string, top: number, style: ChartStyle): object => ({
  text: chartText(text),
  left,
  top,
  textStyle: { fontSize: 12, fontWeight: 'bold', color: style.text },
});
