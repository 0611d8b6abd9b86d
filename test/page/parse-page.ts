/** A page as a browser reads it. */
import { parse, type DefaultTreeAdapterTypes as Tree } from 'parse5';

export interface PageElement {
  name: string;
  attributes: ReadonlyMap<string, string>;
  /** Of itself and of all that is in it. */
  text: string;
}

/** All elements, in the document's order. */
export function pageElements(html: string): PageElement[] {
  const found: PageElement[] = [];
  const visit = (node: Tree.Node): void => {
    if ('tagName' in node) {
      found.push({
        name: node.tagName,
        attributes: new Map(node.attrs.map(({ name, value }) => [name, value])),
        text: textOf(node),
      });
    }
    if ('childNodes' in node) node.childNodes.forEach(visit);
  };
  visit(parse(html));
  return found;
}

function textOf(node: Tree.Node): string {
  if (node.nodeName === '#text') return (node as Tree.TextNode).value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

/** The text of an element, its spaces joined. */
export const plain = ({ text }: PageElement): string => text.replace(/\s+/g, ' ').trim();
