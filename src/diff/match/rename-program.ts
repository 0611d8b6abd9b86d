/** A program under the names of another one, so that the two can be compared part by part. */
import {
  moveRoots,
  type Dataset,
  type DataStep,
  type DataUse,
  type Network,
  type Phase,
  type Program,
  type Wire,
  type WireId,
} from '../../compiler/index.js';
import type { Correspondence } from './correspondence-types.js';
import type { NetworkSplit } from './network-splits.js';
import type { NameMap } from './pair-names.js';
import { renamedAssignment } from './rename-assignment.js';

export type Renaming = Pick<
  Correspondence,
  'networks' | 'models' | 'datasets' | 'fields' | 'phases' | 'evaluations' | 'splits'
>;

/** Names of what has no counterpart stay, unless something else has them now. */
function renamer(map: NameMap): (name: string) => string {
  const taken = new Set(map.values());
  return (name) => map.get(name) ?? (taken.has(name) ? `${name} (before)` : name);
}

export function renameProgram(program: Program, renaming: Renaming): Program {
  const network = renamer(renaming.networks);
  const dataset = renamer(renaming.datasets);
  const phase = renamer(renaming.phases);
  const model = renamer(renaming.models);
  const evaluation = renamer(renaming.evaluations);
  const splits = new Map(renaming.splits.map((split) => [split.whole, split]));
  const byName = new Map(program.networks.map((one) => [one.name, one]));
  const fields = fieldRenamings(program.datasets, dataset, renaming.fields);

  const weight = (name: string): string => {
    const [owner = '', layer, ...rest] = name.split('/');
    const part = layer === undefined ? undefined : splits.get(owner)?.layers.get(layer);
    if (part) return [part.part, part.layer, ...rest].join('/');
    return [network(owner), ...(layer === undefined ? [] : [layer]), ...rest].join('/');
  };
  const networksFrom = <T extends { name: string; from: string | null }>(all: readonly T[]): T[] =>
    all.flatMap((one) => {
      const from = one.from === null ? null : phase(one.from);
      const names = splits.get(one.name)?.parts ?? [network(one.name)];
      return names.map((name) => ({ ...one, name, from }));
    });
  const use = ({ dataset: name, split }: DataUse): DataUse => ({ dataset: dataset(name), split });

  /** Wires with other names; a call of a network that is split becomes a call of each part. */
  const wires = (list: readonly Wire[], fieldName: (name: string) => string = (name) => name) => {
    const places: WireId[] = [];
    const result: Wire[] = [];
    for (const wire of list) {
      const split = wire.op === 'call' ? splits.get(wire.network) : undefined;
      if (wire.op === 'call' && split) callParts(wire, split);
      else result.push(renamedWire(wire));
      places.push(result.length - 1);
    }
    return { wires: result, at: (id: WireId): WireId => places[id]! };

    function callParts(wire: Extract<Wire, { op: 'call' }>, { parts }: NetworkSplit): void {
      parts.forEach((part, which) => {
        const inputs = which === 0 ? wire.inputs.map((id) => places[id]!) : [result.length - 1];
        result.push({ ...wire, network: part, inputs });
      });
    }

    function renamedWire(wire: Wire): Wire {
      switch (wire.op) {
        case 'field':
          return { ...wire, name: fieldName(wire.name) };
        case 'call':
          return { ...wire, network: network(wire.network), inputs: wire.inputs.map((id) => places[id]!) };
        case 'output':
          return { ...wire, of: places[wire.of]! };
        case 'weight':
          return { ...wire, weight: weight(wire.weight) };
        case 'layer':
          return {
            ...wire,
            weights: wire.weights.map(weight),
            inputs: wire.inputs.map((id) => places[id]!),
          };
        case 'function':
          return { ...wire, inputs: wire.inputs.map((id) => places[id]!) };
        case 'input':
        case 'constant':
        case 'schedule':
          return wire;
      }
    }
  };

  const renamedNetwork = (one: Network): Network => {
    const moved = wires(one.wires);
    return {
      ...one,
      name: network(one.name),
      wires: moved.wires,
      outputs: one.outputs.map((output) => ({ ...output, wire: moved.at(output.wire) })),
      weights: one.weights.map((each) => ({ ...each, name: weight(each.name) })),
      ...(one.like === undefined ? {} : { like: network(one.like) }),
    };
  };

  const fieldsOf = (name: string) => {
    const map = fields.get(name);
    return (field: string): string => map?.get(field) ?? field;
  };

  const renamedDataset = (one: Dataset): Dataset => {
    const fieldName = fieldsOf(one.name);
    const step = (each: DataStep): DataStep => {
      switch (each.step) {
        case 'source':
          return each;
        case 'split':
          return each.group === undefined ? each : { ...each, group: fieldName(each.group) };
        case 'from':
          return { ...each, dataset: dataset(each.dataset) };
        case 'pair': {
          const member = (own: string) => renaming.fields.get(dataset(one.name))?.get(own) ?? own;
          return {
            ...each,
            repeat: each.repeat === null ? null : member(each.repeat),
            ...(typeof each.length === 'object' ? { length: { member: member(each.length.member) } } : {}),
            members: each.members.map((of) => ({ name: member(of.name), dataset: dataset(of.dataset) })),
          };
        }
        case 'select':
          return {
            ...each,
            ...(each.balance === undefined ? {} : { balance: fieldName(each.balance) }),
            ...(each.conditions
              ? { conditions: each.conditions.map((one) => ({ ...one, field: fieldName(one.field) })) }
              : {}),
          };
        case 'augment':
          return { ...each, fields: renamedKeys(each.fields, fieldName) };
        case 'add': {
          const moved = wires(each.wires, fieldName);
          return {
            ...each,
            wires: moved.wires,
            fields: each.fields.map((field) => ({
              ...field,
              name: fieldName(field.name),
              wire: moved.at(field.wire),
            })),
          };
        }
      }
    };
    return {
      ...one,
      name: dataset(one.name),
      fields: renamedKeys(one.fields, fieldName),
      steps: one.steps.map(step),
    };
  };

  const renamedPhase = (one: Phase): Phase => {
    const moved = wires(one.wires, fieldsOf(one.data.dataset));
    const place = <T extends { wire: WireId }>(each: T, at: (id: WireId) => WireId): T => ({
      ...each,
      wire: at(each.wire),
    });
    return {
      ...one,
      name: phase(one.name),
      dependsOn: one.dependsOn.map(phase),
      data: use(one.data),
      ...(one.classBatch
        ? { classBatch: { ...one.classBatch, label: fieldsOf(one.data.dataset)(one.classBatch.label) } }
        : {}),
      wires: moved.wires,
      updates: one.updates.map((update) => ({
        ...update,
        name: update.name === one.name ? phase(one.name) : update.name,
        losses: update.losses.map((loss) => place(loss, moved.at)),
        weights: update.weights.map(weight),
        ...(update.assignments
          ? { assignments: update.assignments.map((each) => renamedAssignment(each, weight, moved.at)) }
          : {}),
        ...(update.clipped
          ? { clipped: update.clipped.map((each) => ({ ...each, weights: each.weights.map(weight) })) }
          : {}),
        ...(update.rates
          ? { rates: update.rates.map((each) => ({ ...each, weight: weight(each.weight) })) }
          : {}),
      })),
      ...(one.solve
        ? {
            solve: {
              ...one.solve,
              inputs: moved.at(one.solve.inputs),
              second: one.solve.second === null ? null : moved.at(one.solve.second),
              solved: one.solve.solved.map((each) => ({
                weight: weight(each.weight),
                bias: each.bias === null ? null : weight(each.bias),
              })),
            },
          }
        : {}),
      metrics: one.metrics.map((metric) => place(metric, moved.at)),
      validation: one.validation && renamedValidation(one.validation),
      networks: networksFrom(one.networks),
      start: one.start.map((each) => ({
        ...each,
        network: network(each.network),
        of: network(each.of),
        from: each.from === null ? null : phase(each.from),
      })),
      frozen: one.frozen.map(weight),
    };

    function renamedValidation(validation: NonNullable<Phase['validation']>): Phase['validation'] {
      const own = wires(validation.wires, fieldsOf(validation.data.dataset));
      return {
        ...validation,
        data: use(validation.data),
        wires: own.wires,
        losses: validation.losses.map((loss) => place(loss, own.at)),
        metrics: validation.metrics.map((metric) => place(metric, own.at)),
      };
    }
  };

  return {
    ...program,
    networks: program.networks.flatMap((one) =>
      splits.has(one.name) ? partsOf(byName.get(one.name)!, splits.get(one.name)!) : [renamedNetwork(one)],
    ),
    models: program.models.map((one) => {
      const moved = wires(one.wires);
      return {
        ...one,
        name: model(one.name),
        wires: moved.wires,
        outputs: one.outputs.map((output) => ({ ...output, wire: moved.at(output.wire) })),
      };
    }),
    datasets: program.datasets.map(renamedDataset),
    phases: program.phases.map(renamedPhase),
    evaluations: program.evaluations.map((one) => {
      const moved = wires(one.wires, fieldsOf(one.data.dataset));
      return {
        ...one,
        name: evaluation(one.name),
        data: use(one.data),
        wires: moved.wires,
        measure: moved.at(one.measure),
        networks: networksFrom(one.networks),
      };
    }),
    reports: program.reports.map((one) => {
      if (one.kind === 'curves') return { ...one, phases: one.phases.map(phase) };
      const moved = wires(one.wires, one.data ? fieldsOf(one.data.dataset) : undefined);
      const { wires: list, at } = moved;
      const renamed = { ...moveRoots(one, list, at), networks: networksFrom(one.networks) };
      if (renamed.kind === 'translations') return { ...renamed, data: use(renamed.data) };
      const decoder = renamed.model;
      return {
        ...renamed,
        data: renamed.data && use(renamed.data),
        model: decoder && {
          ...decoder,
          name: byName.has(decoder.name) ? network(decoder.name) : model(decoder.name),
        },
      };
    }),
  };

  /** The parts that a chain is split into, as networks of their own. */
  function partsOf(whole: Network, { parts, layers }: NetworkSplit): Network[] {
    return parts.map((part) => {
      const own = whole.wires.filter((wire) => wire.op === 'layer' && layers.get(wire.name)?.part === part);
      const first = own[0] as Extract<Wire, { op: 'layer' }>;
      const type = whole.wires[first.inputs[0]!]!.type;
      const list: Wire[] = [
        { op: 'input', name: whole.inputs[0]!.name, type },
        ...own.map((wire, at): Wire => {
          const { name, weights, ...rest } = wire as Extract<Wire, { op: 'layer' }>;
          return { ...rest, name: layers.get(name)!.layer, weights: weights.map(weight), inputs: [at] };
        }),
      ];
      const held = new Set(own.flatMap((wire) => (wire as Extract<Wire, { op: 'layer' }>).weights));
      return {
        ...whole,
        name: part,
        inputs: [{ name: whole.inputs[0]!.name, type }],
        wires: list,
        outputs: [{ name: whole.outputs[0]!.name, wire: own.length, type: list.at(-1)!.type }],
        weights: whole.weights
          .filter(({ name }) => held.has(name))
          .map((each) => ({ ...each, name: weight(each.name) })),
      };
    });
  }
}

/** For each data set, by its name before, the fields that have other names, including those that it takes over. */
function fieldRenamings(
  datasets: readonly Dataset[],
  dataset: (name: string) => string,
  own: ReadonlyMap<string, NameMap>,
): Map<string, NameMap> {
  const found = new Map<string, NameMap>();
  const byName = new Map(datasets.map((one) => [one.name, one]));
  const of = (name: string): NameMap => {
    const known = found.get(name);
    if (known) return known;
    const map: NameMap = new Map();
    found.set(name, map);
    const renamed = own.get(dataset(name));
    for (const step of byName.get(name)?.steps ?? []) {
      if (step.step === 'from') for (const [from, to] of of(step.dataset)) map.set(from, to);
      if (step.step === 'pair') {
        for (const member of step.members) {
          const now = renamed?.get(member.name) ?? member.name;
          const inner = of(member.dataset);
          for (const field of Object.keys(byName.get(member.dataset)?.fields ?? {}))
            map.set(`${member.name}.${field}`, `${now}.${inner.get(field) ?? field}`);
        }
      }
      if (step.step === 'add') {
        for (const { name: field } of step.fields) map.set(field, renamed?.get(field) ?? field);
      }
    }
    return map;
  };
  for (const { name } of datasets) of(name);
  return found;
}

const renamedKeys = <T>(
  record: Readonly<Record<string, T>>,
  rename: (key: string) => string,
): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [rename(key), value]));
