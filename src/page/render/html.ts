/** HTML as values: what stands in a template is text and is escaped, unless it is HTML itself. */
import { escapeXml } from '../../picture/index.js';

declare const brand: unique symbol;

/** A piece of HTML, made by `html` alone: no text of a user is one. */
export interface Html {
  readonly [brand]: true;
  toString(): string;
}

class Piece {
  constructor(private readonly text: string) {}
  toString(): string {
    return this.text;
  }
}

const piece = (text: string): Html => new Piece(text) as unknown as Html;

export type HtmlPart = string | number | Html | null | readonly HtmlPart[];

function partText(part: HtmlPart): string {
  if (part === null) return '';
  if (part instanceof Piece) return part.toString();
  if (Array.isArray(part)) return (part as readonly HtmlPart[]).map(partText).join('');
  return escapeXml(String(part));
}

/** Parts are escaped for elements and for quoted attributes. Null is nothing; the members of a list follow one another. */
export const html = (strings: TemplateStringsArray, ...parts: HtmlPart[]): Html =>
  piece(strings.reduce((before, text, at) => before + partText(parts[at - 1]!) + text));

/** Text of several lines, for `pre`. */
export const htmlLines = (text: string): Html =>
  piece(
    text
      .split('\n')
      .map((line) => line.split('\t').map(escapeXml).join('\t'))
      .join('\n'),
  );

/** A value as JSON in a script element that is not run: without `<`, nothing ends the element. */
export const jsonElement = (id: string, value: unknown): Html =>
  piece(
    `<script type="application/json" id="${escapeXml(id)}">${JSON.stringify(value).replace(/</g, '\\u003c')}</script>`,
  );

/** A style sheet or a script of the page itself. */
export const trustedElement = (name: 'style' | 'script', content: string): Html => {
  if (content.toLowerCase().includes(`</${name}`)) throw new Error(`a ${name} of the page holds its own end`);
  return piece(`<${name}>${content}</${name}>`);
};
