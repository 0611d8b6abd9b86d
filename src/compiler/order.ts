import { alg, Graph } from '@dagrejs/graphlib';

export interface Sorted {
  /** Every name after those that it needs. Names in a cycle, and what needs them, are left out. */
  order: string[];
  /** Each cycle in full, its first name again at the end: `[a, b, a]`. */
  cycles: string[][];
}

/**
 * Sorts names so that each comes after those it needs, as near to the given order as that allows.
 * Walks with a list of its own instead of recursion: chains may be thousands of names long.
 */
export function sortByNeed(names: readonly string[], needs: (name: string) => Iterable<string>): Sorted {
  const { order, cycles } = sortNodes(names.map(nodeOf), (node) => Array.from(needs(nameOf(node)), nodeOf));
  return { order: order.map(nameOf), cycles: cycles.map((cycle) => cycle.map(nameOf)) };
}

// The library keeps nodes in plain objects: a node named `__proto__` would become part of every object there is.
const nodeOf = (name: string): string => `#${name}`;
const nameOf = (node: string): string => node.slice(1);

function sortNodes(names: readonly string[], needs: (name: string) => Iterable<string>): Sorted {
  const graph = new Graph();
  for (const name of names) graph.setNode(name);
  for (const name of names) {
    for (const needed of needs(name)) if (graph.hasNode(needed)) graph.setEdge(name, needed);
  }
  const place = new Map(names.map((name, at) => [name, at]));
  const waitsFor = new Map(names.map((name) => [name, graph.successors(name)!.length]));
  const order: string[] = [];
  for (const name of names) {
    // A name written before those that it needs comes as soon as the last of them is there.
    const ready = waitsFor.get(name) === 0 ? [name] : [];
    for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
      order.push(next);
      for (const user of graph.predecessors(next)!) {
        const left = waitsFor.get(user)! - 1;
        waitsFor.set(user, left);
        if (left === 0 && place.get(user)! < place.get(name)!) ready.push(user);
      }
    }
  }
  return { order, cycles: order.length === names.length ? [] : cyclesAmong(graph) };
}

/** One cycle out of each knot of names that need each other. */
function cyclesAmong(graph: Graph): string[][] {
  return alg.findCycles(graph).map((knot) => cycleThrough([...knot].sort(), graph));
}

/** The shortest way from a knot's first name back to itself. */
function cycleThrough(knot: readonly string[], graph: Graph): string[] {
  const start = knot[0]!;
  const inKnot = new Set(knot);
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const name of queue) {
    for (const needed of graph.successors(name)!) {
      if (needed === start) return [...wayTo(name, cameFrom), start];
      if (!inKnot.has(needed) || cameFrom.has(needed)) continue;
      cameFrom.set(needed, name);
      queue.push(needed);
    }
  }
  throw new Error(`${start} was said to be in a cycle, but no way leads back to it`);
}

function wayTo(end: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const way = [end];
  for (let at = cameFrom.get(end); at !== undefined; at = cameFrom.get(at)) way.unshift(at);
  return way;
}
