/** Sections in which what a template makes stands. */
const SECTION_OF_FORM: Readonly<Record<string, string>> = {
  network: 'networks',
  model: 'models',
  data_set: 'data',
  phase: 'plan',
  evaluation: 'evaluate',
};

/** The path of a place in the text of a template as it is where the template is used. */
export function outsideOfTemplate<Step extends string | number>(
  path: readonly Step[],
): readonly (Step | string)[] {
  const [section, template, form, ...rest] = path;
  if (section !== 'templates' || form === undefined) return path;
  if (form === 'layers') return ['networks', template!, form, ...rest];
  const outside = Object.hasOwn(SECTION_OF_FORM, form) ? SECTION_OF_FORM[String(form)] : undefined;
  return outside === undefined ? [form, ...rest] : [outside, template!, ...rest];
}
