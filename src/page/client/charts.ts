/** Charts by ECharts, laid out for the width that there is and for light, dark and paper. */
import type { EChartsType } from 'echarts/core';
import {
  barsChart,
  confusionChart,
  curvesChart,
  DARK,
  histogramChart,
  LIGHT,
  overlayChart,
  planeChart,
  type Chart,
  type ChartStyle,
} from '../../report/charts/index.js';
import { showThumbnails } from './thumbnails.js';
import { init } from '../../report/charts/echarts.js';
import type { ReportData } from '../../report/data/index.js';
import type { PageData } from '../render/index.js';

type ChartData = PageData['charts'][number]['data'];

interface Drawn {
  data: ChartData;
  chart: EChartsType;
  width: number;
}

/** Of one panel of curves, with its axis. */
const PANEL_WIDTH = 380;

export interface Charts {
  /** Draws what is given, unless it is there as it is; what has no element on the page is left out. */
  draw(charts: PageData['charts']): void;
}

export function createCharts(): Charts {
  const drawn = new Map<Element, Drawn>();
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const paper = matchMedia('print');

  const style = (): ChartStyle =>
    dark.matches && !paper.matches ? { ...DARK, background: '#14171c' } : LIGHT;

  function show(element: HTMLElement, data: ChartData): void {
    const width = Math.max(240, element.clientWidth);
    const made = chartOf(data, width, style());
    if (!made) return;
    let known = drawn.get(element);
    if (!known) {
      element.replaceChildren();
      known = { data, chart: init(element, null, { renderer: 'svg' }), width };
      drawn.set(element, known);
      showThumbnails(known.chart, () => drawn.get(element)?.data ?? data);
    }
    Object.assign(known, { data, width });
    element.style.height = `${made.height}px`;
    known.chart.resize({ width: made.width, height: made.height });
    known.chart.setOption(withoutHtml(made.option), { notMerge: true });
  }

  const redraw = (): void => {
    for (const [element, { data }] of drawn) show(element as HTMLElement, data);
  };
  dark.addEventListener('change', redraw);
  paper.addEventListener('change', redraw);
  new ResizeObserver(() => {
    for (const [element, one] of drawn)
      if (element.isConnected && Math.max(240, element.clientWidth) !== one.width)
        show(element as HTMLElement, one.data);
  }).observe(document.body);

  return {
    draw(charts) {
      for (const [element, { chart }] of drawn) {
        if (element.isConnected) continue;
        chart.dispose();
        drawn.delete(element);
      }
      const elements = [...document.querySelectorAll<HTMLElement>('[data-chart]')];
      for (const { id, data } of charts) {
        const element = elements.find((one) => one.dataset['chart'] === id);
        if (element && drawn.get(element)?.data !== data) show(element, data);
      }
    },
  };
}

function chartOf(data: ChartData, width: number, style: ChartStyle): Chart | null {
  const layout = { width, columns: Math.max(1, Math.floor(width / PANEL_WIDTH)), style };
  switch (data.kind) {
    case 'curves':
      return curvesChart(data, layout);
    case 'overlay':
      return overlayChart(data, layout);
    case 'confusion':
      return confusionChart(untitled(data), style);
    case 'bars':
      return barsChart(untitled(data), style);
    case 'plane':
      return planeChart(untitled(data), style);
    case 'histogram':
      return histogramChart(untitled(data), style);
    default:
      return null;
  }
}

/** The page has title and warning above the chart. */
const untitled = <D extends ReportData>(data: D): D => ({ ...data, title: '', simulated: false });

/** Tooltips are drawn, not made of HTML: names in them stay texts. Nothing moves by itself. */
function withoutHtml(option: Chart['option']): Chart['option'] {
  const { tooltip } = option as { tooltip?: object };
  return { ...option, animation: false, tooltip: { ...tooltip, renderMode: 'richText' } };
}
