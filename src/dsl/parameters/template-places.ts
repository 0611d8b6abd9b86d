/** Where templates can be used, and what they make there. */
import { SECTIONS } from '../structure/index.js';

/** What a template that is no set of entries makes; `value` is anything that has no word of its own. */
export const TEMPLATE_FORMS = [
  'layers',
  'network',
  'model',
  'data_set',
  'phase',
  'evaluation',
  'value',
] as const;

export type TemplateForm = (typeof TEMPLATE_FORMS)[number];

/**
 * A place of a graph: the form of what can be made there; `names` for a map of names of one's own, where `use` is one of
 * them; `section` and `graph` for what holds entries.
 */
export type Place = TemplateForm | 'graph' | 'names' | `section ${string}`;

const ENTRY_FORMS: Readonly<Record<string, TemplateForm>> = {
  data: 'data_set',
  networks: 'network',
  models: 'model',
  plan: 'phase',
  evaluate: 'evaluation',
};

/** Keys whose maps have names of one's own. */
export const NAME_KEYS: ReadonlySet<string> = new Set([
  'inputs',
  'nodes',
  'pair',
  'add',
  'augment',
  'split',
  'wires',
  'losses',
  'metrics',
  'start',
  'initial',
  'rates',
  'reference',
  'images',
  'of',
  'labels',
]);

/** Keys of the use of a template. */
export const USE_KEYS: readonly string[] = ['use', 'with'];

/** Keys whose lists hold layers. */
const LAYER_KEYS: ReadonlySet<string> = new Set(['layers', 'residual']);

/** The place of what stands under a key of a map. */
export function placeBelow(place: Place, key: string): Place {
  if (place === 'graph') return (SECTIONS as readonly string[]).includes(key) ? `section ${key}` : 'names';
  if (place.startsWith('section ')) return ENTRY_FORMS[place.slice('section '.length)] ?? 'value';
  if (place === 'names') return 'value';
  if (NAME_KEYS.has(key)) return 'names';
  return LAYER_KEYS.has(key) ? 'layers' : 'value';
}

/** The place of the items of a list. */
export const placeOfItems = (place: Place): Place =>
  place === 'layers' ? 'layers' : place.startsWith('section ') ? placeBelow(place, '') : 'value';

/** Whether a map at a place can be the use of a template. */
export const isUsePlace = (place: Place): boolean => (TEMPLATE_FORMS as readonly string[]).includes(place);

/** The section of a graph in which what a template makes can stand, if it is an entry of one. */
export const SECTION_OF_FORM: Readonly<Partial<Record<TemplateForm, string>>> = Object.fromEntries(
  Object.entries(ENTRY_FORMS).map(([section, form]) => [form, section]),
);

/** The place of what a template makes, for people. */
export const STANDING: Readonly<Record<TemplateForm, string>> = {
  layers: 'layers stand',
  network: 'a network stands',
  model: 'a model stands',
  data_set: 'a data set stands',
  phase: 'a phase stands',
  evaluation: 'an evaluation stands',
  value: 'such a value stands',
};

/** What a template makes, for people. */
export const FORM_TEXT: Readonly<Record<TemplateForm | 'set', string>> = {
  layers: 'layers',
  network: 'a network',
  model: 'a model',
  data_set: 'a data set',
  phase: 'a phase',
  evaluation: 'an evaluation',
  value: 'a value',
  set: 'a set of entries',
};
