import type {
  BarsData,
  ConfusionData,
  CurvesData,
  HistogramData,
  OverlayData,
  PlaneData,
  ReportData,
} from '../../report/index.js';
import type { RunPage } from './run-page.js';

/** What the script of the page draws, by the `data-chart` of the element that it is drawn into. */
export interface PageData {
  charts: { id: string; data: ReportData | OverlayData }[];
}

export const CURVES_ID = 'curves';
export const SEED_CURVES_ID = 'seed-curves';
export const reportChartId = (at: number): string => `report-${at}`;

export const pageData = (page: RunPage): PageData => ({
  charts: [
    ...(page.curves.some(({ epochs }) => epochs.length > 0)
      ? [{ id: CURVES_ID, data: curvesData(page) }]
      : []),
    ...(page.seedCurves.length > 0 ? [{ id: SEED_CURVES_ID, data: seedCurvesData(page) }] : []),
    ...page.reports.flatMap(({ data }, at) => (isDrawn(data) ? [{ id: reportChartId(at), data }] : [])),
  ],
});

/** The kinds of reports that the script draws; the others are shown as pictures. */
export type DrawnData = BarsData | ConfusionData | HistogramData | PlaneData;

const DRAWN: ReadonlySet<ReportData['kind']> = new Set<DrawnData['kind']>([
  'bars',
  'confusion',
  'histogram',
  'plane',
]);

export const isDrawn = (data: ReportData | null): data is DrawnData => data !== null && DRAWN.has(data.kind);

/** One panel for each figure of each phase, with the reference's figures where the graph gives them. */
function curvesData({ curves, reports }: RunPage): CurvesData {
  const given = reports.flatMap(({ data }) => (data?.kind === 'curves' ? [data] : []));
  return {
    format: 1,
    kind: 'curves',
    name: CURVES_ID,
    title: '',
    // The page says it itself.
    simulated: false,
    notes: [],
    scale: given[0]?.scale ?? 'auto',
    phases: curves.filter(({ epochs }) => epochs.length > 0),
  };
}

/** The page has the title, and says what is simulated. */
const seedCurvesData = ({ seedCurves }: RunPage): OverlayData => ({
  kind: 'overlay',
  title: '',
  simulated: false,
  panels: [...seedCurves],
});
