import { html, type Html } from './html.js';

/**
 * A table that is scrolled, by the keyboard too, where it is wider than the page.
 *
 * @param head the cells of its head; null if it has none
 * @param bodies its `tbody` elements
 */
export const scrollTable = (label: string, head: readonly Html[] | null, bodies: readonly Html[]): Html =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">
    <table>
      ${
        head === null
          ? null
          : html`<thead>
              <tr>
                ${head}
              </tr>
            </thead>`
      }
      ${bodies}
    </table>
  </div>`;

export const columnHead = (title: string): Html => html`<th scope="col">${title}</th>`;

/** Of numbers, which stand on the right. */
export const numberHead = (title: string): Html => html`<th scope="col" class="number">${title}</th>`;
