import { escapeToOneLine } from '../diagnostics/index.js';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for HTML and SVG, within elements and attributes. Names of a graph may be anything. */
export const escapeXml = (text: string): string =>
  escapeToOneLine(text).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
