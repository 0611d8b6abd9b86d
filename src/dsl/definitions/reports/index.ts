/** Kinds of reports, one file each. */
import { Type, type TSchema } from 'typebox';
import { REPORT_KINDS, VALUE_REPORTS } from '../../report-keys.js';
import { conditionalSchema, hasKey, mapSchema, nameSchema } from '../schema-builders.js';
import { barsForm } from './bars.js';
import { confusionForm } from './confusion.js';
import { curvesForm } from './curves.js';
import { histogramForm } from './histogram.js';
import { interpolationForm } from './interpolation.js';
import { manifoldForm } from './manifold.js';
import { mispredictionsForm } from './mispredictions.js';
import { planeForm } from './plane.js';
import type { ReportForm } from './report-parts.js';
import { rowsForm } from './rows.js';
import { samplesForm } from './samples.js';
import { translationsForm } from './translations.js';

const forms: readonly ReportForm[] = [
  curvesForm,
  rowsForm,
  confusionForm,
  mispredictionsForm,
  barsForm,
  planeForm,
  manifoldForm,
  interpolationForm,
  histogramForm,
  samplesForm,
];

const reportMap = ({ kind, title, body, beside }: ReportForm): TSchema =>
  mapSchema(
    { [kind]: body },
    {
      name: nameSchema(
        'Name of the report and of its files; by default its kind, and a number for the second and further ones.',
      ),
      ...beside,
    },
    { otherForms: REPORT_KINDS, title },
  );

export const reportSchema: TSchema = Type.Unsafe({
  ...conditionalSchema(
    forms.map((form) => [hasKey(form.kind), reportMap(form)] as const),
    reportMap(translationsForm),
  ),
  title: 'Report',
  description:
    'A picture that a run draws: of examples, of what networks make of them, or of figures over the epochs.',
  expected: `a report, a map with \`translations\`, \`curves\` or another kind: ${VALUE_REPORTS.join(', ')}`,
});
