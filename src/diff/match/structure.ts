/**
 * The structure of wires and data sets, each as a number: equal numbers mean the same, whatever the names.
 * The names of random streams are left out: they follow from other names.
 */
import type { Dataset, DataStep, Wire } from '../../compiler/index.js';
import type { Interner } from './interner.js';

interface WireNaming {
  /** What stands for a network; its name by default. */
  network?: (name: string) => unknown;
  /** Whether the modes of calls count. */
  modes?: boolean;
}

/** A number for each wire, by what it computes. */
export function wireNumbers(wires: readonly Wire[], interner: Interner, naming: WireNaming = {}): number[] {
  const { network = (name: string) => name, modes = false } = naming;
  const numbers: number[] = [];
  for (const wire of wires) numbers.push(interner.numberOf(formOf(wire)));
  return numbers;

  function formOf(wire: Wire): unknown[] {
    switch (wire.op) {
      case 'input':
        return ['input', wire.name];
      case 'field':
        return ['field', wire.name];
      case 'constant':
        return ['constant', String(wire.value)];
      case 'schedule':
        return ['schedule', wire.schedule];
      case 'weight':
        return ['weight', ...weightForm(wire.weight)];
      case 'output':
        return ['output', numbers[wire.of], wire.layer ?? wire.index];
      case 'call':
        return ['call', network(wire.network), inputsOf(wire.inputs), modes ? wire.mode : null];
      case 'layer':
        return ['layer', wire.layer, wire.args, inputsOf(wire.inputs)];
      case 'function':
        return [
          'function',
          wire.name,
          inputsOf(wire.inputs),
          wire.options,
          wire.draw ?? null,
          wire.moving ?? null,
        ];
    }
  }

  function weightForm(weight: string): unknown[] {
    const [owner = weight, ...rest] = weight.split('/');
    return [network(owner), ...rest];
  }

  function inputsOf(inputs: readonly number[]): (number | undefined)[] {
    return inputs.map((id) => numbers[id]);
  }
}

/** What data sets hold, by name: a data set that is made of another has that one's number in its own. */
export function datasetNumbers(datasets: readonly Dataset[], interner: Interner): Map<string, number> {
  const numbers = new Map<string, number>();
  const byName = new Map(datasets.map((dataset) => [dataset.name, dataset]));
  const numberOf = (name: string): number => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    const dataset = byName.get(name);
    if (!dataset) return interner.numberOf(['missing', name]);
    const number = interner.numberOf(dataset.steps.map((step) => stepForm(step)));
    numbers.set(name, number);
    return number;
  };
  const stepForm = (step: DataStep): unknown => {
    switch (step.step) {
      case 'from':
        return ['from', numberOf(step.dataset)];
      case 'pair': {
        const members = step.members.map(({ name, dataset }) => [name, numberOf(dataset)] as const);
        const { by, join, length, repeat, order, draw } = step;
        return ['pair', Object.fromEntries(members), by, join, length, repeat, order, draw];
      }
      case 'add': {
        const wires = wireNumbers(step.wires, interner);
        return ['add', step.fields.map(({ name, wire }) => [name, wires[wire]]), step.draw];
      }
      case 'source':
        return step;
      case 'augment':
      case 'select':
      case 'split': {
        const { stream: _, ...rest } = step;
        return rest;
      }
    }
  };
  for (const { name } of datasets) numberOf(name);
  return numbers;
}
