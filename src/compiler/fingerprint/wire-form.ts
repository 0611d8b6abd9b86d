/**
 * Wires in normal form: numbered in the order in which a depth-first walk from the roots leaves them, so that neither
 * names nor the order of declarations matter. Values that are computed once stay one node, since the gradients of two
 * equal values are rounded apart.
 */
import type { Wire, WireId } from '../program.js';
import { wireInputs } from '../wire-inputs.js';

/** What a wire is, without its inputs. */
export interface NodeForm {
  own: object;
  /** Operations on its result that the same wire stands for: a layer's activation. */
  then?: readonly object[];
}

export interface WireNumbering {
  /** The number of a wire's value; numbers it and what it depends on, if that has not been done. */
  numberOf(root: WireId): number;
  /** All nodes so far, each with the numbers of its inputs. */
  nodes: readonly (object & { inputs: number[] })[];
}

/** @param formOf called once for each wire, in the order of numbers; null: it is its (first) input unchanged */
export function createWireNumbering(
  wires: readonly Wire[],
  formOf: (wire: Wire, id: WireId) => NodeForm | null,
): WireNumbering {
  const nodes: (object & { inputs: number[] })[] = [];
  const numbers = new Map<WireId, number>();
  const enter = (id: WireId): void => {
    const wire = wires[id]!;
    const inputs = wireInputs(wire).map((input) => numbers.get(input)!);
    const form = formOf(wire, id);
    if (!form) {
      numbers.set(id, inputs[0]!);
      return;
    }
    let number = nodes.push({ ...form.own, inputs }) - 1;
    for (const next of form.then ?? []) number = nodes.push({ ...next, inputs: [number] }) - 1;
    numbers.set(id, number);
  };
  return {
    nodes,
    numberOf(root) {
      // An explicit stack: chains may be thousands of wires long.
      const open = [{ id: root, next: 0 }];
      for (let top = open.at(-1); top; top = open.at(-1)) {
        const input = numbers.has(top.id) ? undefined : wireInputs(wires[top.id]!)[top.next];
        if (input !== undefined) {
          top.next += 1;
          if (!numbers.has(input)) open.push({ id: input, next: 0 });
          continue;
        }
        if (!numbers.has(top.id)) enter(top.id);
        open.pop();
      }
      return numbers.get(root)!;
    },
  };
}

/** The wires that a forward pass evaluates for these roots, one root after the other, in the order of evaluation. */
export function evaluationOrder(wires: readonly Wire[], roots: readonly WireId[]): WireId[] {
  const done = new Set<WireId>();
  const order: WireId[] = [];
  for (const root of roots) {
    const needed: WireId[] = [];
    const open = [root];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (done.has(id)) continue;
      done.add(id);
      needed.push(id);
      open.push(...wireInputs(wires[id]!));
    }
    order.push(...needed.sort((a, b) => a - b));
  }
  return order;
}
