/** The image of the point of a plane that is pointed at, beside the pointer. */
import type { EChartsType } from 'echarts/core';
import type { PageData } from '../render/index.js';

/** Small images are shown larger than they are. */
const SIDE = 112;

export function showThumbnails(chart: EChartsType, data: () => PageData['charts'][number]['data']): void {
  const box = document.createElement('div');
  box.className = 'thumbnail';
  box.hidden = true;
  document.body.append(box);
  chart.on('mouseover', (given) => {
    const { value, event } = given as { value?: unknown; event?: { event?: MouseEvent } };
    const known = data();
    const pointer = event?.event;
    if (known.kind !== 'plane' || !known.thumbnails || !pointer || !Array.isArray(value)) return;
    const example = value[2] as unknown;
    const { url, width, height, columns, count } = known.thumbnails;
    if (typeof example !== 'number' || example >= count || url === '') return;
    const factor = SIDE / Math.max(width, height);
    const [column, row] = [example % columns, Math.floor(example / columns)];
    Object.assign(box.style, {
      width: `${width * factor}px`,
      height: `${height * factor}px`,
      backgroundImage: `url("${url.replace(/["\\\n]/g, '')}")`,
      backgroundSize: `${columns * width * factor}px auto`,
      backgroundPosition: `${-column * width * factor}px ${-row * height * factor}px`,
      left: `${Math.min(pointer.clientX + 16, document.documentElement.clientWidth - SIDE - 8)}px`,
      top: `${Math.max(8, pointer.clientY - SIDE - 16)}px`,
    });
    box.hidden = false;
  });
  chart.on('mouseout', () => {
    box.hidden = true;
  });
  chart.on('globalout', () => {
    box.hidden = true;
  });
}
