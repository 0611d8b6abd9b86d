/**
 * The examples of the reference. Each is a whole graph, or a part that is inserted into the page's own graph:
 * `in=graph`, or `in=parts`, which is that graph without its plan and the sections that depend on it. One with
 * `file=PATH` is a file that other examples import.
 */
import { parse, stringify } from 'yaml';

const FENCE = /^```yaml([^\n]*)\n([^]*?)^```$/gm;

/** Examples of a chapter in order: the text as shown, and where it is inserted. */
export const examplesIn = (chapter) =>
  [...chapter.matchAll(FENCE)].map(([whole, info, text]) => ({
    whole,
    text,
    place: /\bin=(\w+)/.exec(info)?.[1] ?? null,
    file: /\bfile=([\w./-]+)/.exec(info)?.[1] ?? null,
    warns: /\bwarns=([\w-]+)/.exec(info)?.[1] ?? null,
  }));

const isMap = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The graph that an example is part of, as YAML. An entry of the example replaces the graph's entry of that name. */
export function graphOf({ text, place }, graph) {
  if (place === null) return text;
  if (place !== 'graph' && place !== 'parts') throw new Error(`no example stands in ${place}`);
  const around = parse(graph);
  if (place === 'parts') for (const key of ['plan', 'evaluate', 'report']) delete around[key];
  for (const [key, value] of Object.entries(parse(text))) {
    around[key] = isMap(around[key]) && isMap(value) ? { ...around[key], ...value } : value;
  }
  return stringify(around);
}
