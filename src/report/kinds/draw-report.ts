import type { ValueReport } from '../../compiler/index.js';
import { drawBars } from './bars.js';
import { drawConfusion } from './confusion.js';
import { drawHistogram } from './histogram.js';
import { drawInterpolation } from './interpolation.js';
import { drawManifold } from './manifold.js';
import { drawMispredictions } from './mispredictions.js';
import { drawPlane } from './plane.js';
import type { DrawnReport, ReportSource } from './report-source.js';
import { drawRows } from './rows.js';
import { drawSamples } from './samples.js';

/** Computes a report and draws it, as SVG. */
export function drawReport(report: ValueReport, source: ReportSource): Promise<DrawnReport> {
  switch (report.kind) {
    case 'rows':
      return drawRows(report, source);
    case 'confusion':
      return drawConfusion(report, source);
    case 'mispredictions':
      return drawMispredictions(report, source);
    case 'bars':
      return drawBars(report, source);
    case 'plane':
      return drawPlane(report, source);
    case 'manifold':
      return drawManifold(report, source);
    case 'interpolation':
      return drawInterpolation(report, source);
    case 'histogram':
      return drawHistogram(report, source);
    case 'samples':
      return drawSamples(report, source);
  }
}
