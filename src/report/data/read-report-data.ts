import { REPORT_DATA_FORMAT, type ReportData } from './report-data.js';

/** The file's text. Numbers that JSON has no form for become null, as JSON.stringify writes them. */
export const writeReportData = (data: ReportData): string => `${JSON.stringify(data)}\n`;

/** What a file says; null if it is none of ours, or of a format that this version doesn't know. */
export function readReportData(text: string): ReportData | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const isOurs =
    typeof value === 'object' &&
    value !== null &&
    (value as Partial<ReportData>).format === REPORT_DATA_FORMAT &&
    typeof (value as Partial<ReportData>).kind === 'string';
  return isOurs ? (value as ReportData) : null;
}
