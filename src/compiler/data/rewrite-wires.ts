import type { Wire } from '../program.js';

/** Rewrites lists of wires wire by wire, each list once: fields that share a list still do. */
export function wireListRewriter(rewrite: (wire: Wire) => Wire) {
  const rewritten = new Map<readonly Wire[], readonly Wire[]>();
  return (wires: readonly Wire[]): readonly Wire[] => {
    const found = rewritten.get(wires) ?? wires.map(rewrite);
    rewritten.set(wires, found);
    return found;
  };
}
