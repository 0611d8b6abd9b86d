import type { Chart } from './chart.js';
import { removeTextGuards } from './chart-text.js';

/**
 * A chart as a self-contained SVG file, without a DOM. The same chart gives the same bytes.
 *
 * @param prefix what its ids and classes begin with: unique among the drawings of one page.
 */
export async function renderSvg({ option, width, height }: Chart, prefix = 'chart'): Promise<string> {
  const { init } = await import('./echarts.js');
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ ...option, animation: false });
    // ECharts numbers the instances of a process in its ids, and adds marks and styles for its own hydration.
    const svg = chart
      .renderToSVGString()
      .replace(/\bzr\d+-/g, `${prefix}-`)
      .replace(/ (?:ecmeta_\w+|class)="[^"]*"/g, '')
      .replace(/<style\s*>[\s\S]*?<\/style>/, '');
    return `${removeTextGuards(svg)}\n`;
  } finally {
    chart.dispose();
  }
}
