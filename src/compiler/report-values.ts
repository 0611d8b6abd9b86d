import type { CurvesReport, DataUse, Report, Wire, WireId } from './program.js';

/** A value that a report shows or computes on, and the key that it stands behind. */
export interface ReportRoot {
  key: string;
  name: string | null;
  wire: WireId;
}

export function rootsOfReport(report: Exclude<Report, CurvesReport>): ReportRoot[] {
  if (report.kind === 'translations') return report.rows.map((wire) => ({ key: 'rows', name: null, wire }));
  return report.values.map(({ key, name, wire }) => ({ key, name, wire }));
}

/** The report with other wires for its values. */
export function moveRoots<T extends Exclude<Report, CurvesReport>>(
  report: T,
  wires: Wire[],
  at: (wire: WireId) => WireId,
): T {
  if (report.kind === 'translations') return { ...report, wires, rows: report.rows.map(at) };
  return { ...report, wires, values: report.values.map((value) => ({ ...value, wire: at(value.wire) })) };
}

/** The data that a report is computed on; null if there are none. */
export const dataOfReport = (report: Report): DataUse | null =>
  report.kind === 'curves' ? null : report.data;
