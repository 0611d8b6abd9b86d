/**
 * Fields that data sets add are inlined where they are used. Here they are named again, so that a change of a field is
 * a change of its data set alone.
 */
import type { Dataset, DataUse, Program, Wire, WireId } from '../../compiler/index.js';
import { createInterner, type Interner } from './interner.js';
import { wireNumbers } from './structure.js';

interface FieldDefinition {
  name: string;
  wires: readonly Wire[];
  wire: WireId;
}

export function foldFields(program: Program): Program {
  const datasets = new Map(program.datasets.map((dataset) => [dataset.name, dataset]));
  if (!program.datasets.some(({ steps }) => steps.some(({ step }) => step === 'add'))) return program;
  const interner = createInterner();
  const tables = new Map<string, Map<number, string>>();
  const tableOf = (name: string): Map<number, string> => {
    let table = tables.get(name);
    if (!table) {
      table = new Map(
        definitionsOf(name, datasets)
          .filter(({ wires, wire }) => wires[wire]!.op !== 'field')
          .map(({ wires, wire, name: field }) => [numbersOf(wires, interner)[wire]!, field]),
      );
      tables.set(name, table);
    }
    return table;
  };
  const fold = (wires: readonly Wire[], { dataset }: DataUse): Wire[] => {
    const table = tableOf(dataset);
    if (table.size === 0) return [...wires];
    const numbers = numbersOf(wires, interner);
    return wires.map((wire, id): Wire => {
      const name = table.get(numbers[id]!);
      return name === undefined ? wire : { op: 'field', name, type: wire.type };
    });
  };
  return {
    ...program,
    phases: program.phases.map((phase) => ({
      ...phase,
      wires: fold(phase.wires, phase.data),
      validation: phase.validation && {
        ...phase.validation,
        wires: fold(phase.validation.wires, phase.validation.data),
      },
    })),
    evaluations: program.evaluations.map((one) => ({ ...one, wires: fold(one.wires, one.data) })),
    reports: program.reports.map((one) =>
      one.kind === 'curves' || !one.data ? one : { ...one, wires: fold(one.wires, one.data) },
    ),
  };
}

/** Draws are told apart by their streams; how often they are made depends on who uses the field. */
const numbersOf = (wires: readonly Wire[], interner: Interner): number[] =>
  wireNumbers(
    wires.map((wire) => {
      if (wire.op !== 'function') return wire;
      const { draw: _, stream, ...rest } = wire;
      return stream === undefined ? rest : { ...rest, options: { ...rest.options, stream } };
    }),
    interner,
  );

function definitionsOf(name: string, datasets: ReadonlyMap<string, Dataset>): FieldDefinition[] {
  return (datasets.get(name)?.steps ?? []).flatMap((step): FieldDefinition[] => {
    switch (step.step) {
      case 'from':
        return definitionsOf(step.dataset, datasets);
      case 'pair':
        return step.members.flatMap((member) =>
          definitionsOf(member.dataset, datasets).map((field) => ({
            ...field,
            name: `${member.name}.${field.name}`,
            wires: field.wires.map((wire) =>
              wire.op === 'field' ? { ...wire, name: `${member.name}.${wire.name}` } : wire,
            ),
          })),
        );
      case 'add':
        return step.fields.map((field) => ({ ...field, wires: step.wires }));
      case 'source':
      case 'augment':
      case 'select':
      case 'split':
        return [];
    }
  });
}
