/** Wires over the data of a phase in normal form: the steps of its training, or one of its figures. */
import { callNumbers } from '../call-numbers.js';
import type { Dataset, DataUse, Network, PhaseResult, Wire, WireId } from '../program.js';
import { dataForm, type DataForm, type SourceNumber } from './data-form.js';
import type { SharingOf } from './gradient-sums.js';
import { networkOfWeight } from '../weight-network.js';
import { functionForm, initialValuesHash, networkForm, type NetworkForm } from './network-form.js';
import { createWireNumbering, type NodeForm } from './wire-form.js';

/** Where the weights of a phase's networks come from. */
export type WeightOrigin =
  | { kind: 'phase'; result: PhaseResult }
  /** The initial values of a network: its own, or of one that `start` copies. */
  | { kind: 'initial'; of: string }
  /** What `start` takes from a file, put over where else they come from; null if the file has all of them. */
  | { kind: 'file'; hash: string; over: Exclude<WeightOrigin, { kind: 'file' }> | null };

/** What all forms of a phase share. */
export interface FormContext {
  networks: ReadonlyMap<string, Network>;
  datasets: ReadonlyMap<string, Dataset>;
  sharingOf: SharingOf;
  networkFormOf(network: string): NetworkForm;
  /** Hash of what a network's initial values depend on. */
  initialValuesOf(network: string): string;
  originOf(network: string): WeightOrigin;
}

/** Each network is brought into its form once, for all phases. */
export function createNetworkForms(
  networks: ReadonlyMap<string, Network>,
  sharingOf: SharingOf,
): Pick<FormContext, 'networkFormOf' | 'initialValuesOf'> {
  return {
    networkFormOf: memoized((name) => networkForm(networks.get(name)!, sharingOf)),
    initialValuesOf: memoized((name) => initialValuesHash(networks.get(name)!)),
  };
}

function memoized<T>(make: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const value = known.get(name) ?? make(name);
    known.set(name, value);
    return value;
  };
}

/** Numbers in the order of first use. */
export interface Numbering<T> {
  all: T[];
  numberOf(item: T): number;
}

export function createNumbering<T>(keyOf: (item: T) => unknown, all: T[] = []): Numbering<T> {
  const numbers = new Map(all.map((item, at) => [keyOf(item), at]));
  return {
    all,
    numberOf(item) {
      const key = keyOf(item);
      const found = numbers.get(key);
      if (found !== undefined) return found;
      numbers.set(key, all.length);
      return all.push(item) - 1;
    },
  };
}

/** Numbers that what is described refers to: networks, results of earlier phases, sources of data. */
export interface References {
  networks: Numbering<string>;
  parents: Numbering<PhaseResult>;
  sources: Numbering<string>;
}

export const createReferences = (given?: {
  networks: readonly string[];
  parents: readonly PhaseResult[];
  sources: readonly string[];
}): References => ({
  networks: createNumbering((name) => name, [...(given?.networks ?? [])]),
  parents: createNumbering(
    ({ phase, network }) => JSON.stringify([phase, network]),
    [...(given?.parents ?? [])],
  ),
  sources: createNumbering((name) => name, [...(given?.sources ?? [])]),
});

export interface StepForm {
  numberOf(wire: WireId): number;
  /**
   * Complete once all wires that count have been numbered.
   *
   * @param label the field that batches go by
   */
  finish(label?: string): object;
}

/** @param use the data that the wires' fields are of */
export function createStepForm(
  wires: readonly Wire[],
  use: DataUse,
  references: References,
  context: FormContext,
): StepForm {
  const calls = callNumbers(wires);
  const fields = createNumbering<string>((name) => name);
  const uses: string[] = [];
  /** What is known only when all uses of the data are. */
  const later: ((data: DataForm) => void)[] = [];

  const fieldForm = (name: string, type: Wire['type']): NodeForm => {
    uses.push(name);
    return { own: { op: 'field', field: fields.numberOf(name), type } };
  };
  const drawingFunction = (wire: Extract<Wire, { op: 'function' }>): NodeForm => {
    const own: Record<string, unknown> = { ...functionForm(wire), stream: wire.stream };
    const member = wire.draw?.per === 'example' ? wire.draw.member : undefined;
    if (member === undefined) return { own };
    uses.push(member);
    later.push((data) => {
      own.draw = { ...wire.draw, member: data.member(member) };
    });
    return { own };
  };
  const callForm = ({ network, mode, outputs }: Extract<Wire, { op: 'call' }>, id: WireId): NodeForm => {
    const { draws } = context.networkFormOf(network);
    const streams = [...draws.functions, ...(mode === 'inference' ? [] : draws.layers)];
    return {
      own: {
        op: 'call',
        network: references.networks.numberOf(network),
        mode,
        outputs,
        // The streams of a call are numbered among the calls of its network.
        ...(streams.length > 0 ? { streams, call: calls.get(id) } : {}),
      },
    };
  };
  /** A bare weight is its network's only one. */
  const weightForm = ({ weight, updated }: Extract<Wire, { op: 'weight' }>): NodeForm => {
    const network = networkOfWeight(weight);
    const at = context.networks.get(network)!.weights.findIndex(({ name }) => name === weight);
    const number = references.networks.numberOf(network);
    const place = { network: number, ...(network === weight ? {} : { weight: at }) };
    return { own: { op: 'weight', ...place, ...(updated ? { updated } : {}) } };
  };
  const innerForm = (of: WireId, layer: string): NodeForm => {
    const { network } = wires[of] as Extract<Wire, { op: 'call' }>;
    return { own: { op: 'output', layer: context.networkFormOf(network).layerNumber(layer) } };
  };
  const formOf = (wire: Wire, id: WireId): NodeForm | null => {
    switch (wire.op) {
      case 'field':
        return fieldForm(wire.name, wire.type);
      case 'constant':
        return { own: { op: 'constant', value: wire.value, type: wire.type } };
      case 'schedule':
        return { own: { op: 'schedule', schedule: wire.schedule } };
      case 'call':
        return callForm(wire, id);
      case 'output':
        return wire.layer === undefined
          ? { own: { op: 'output', index: wire.index } }
          : innerForm(wire.of, wire.layer);
      case 'weight':
        return weightForm(wire);
      case 'function':
        return wire.stream === undefined ? { own: functionForm(wire) } : drawingFunction(wire);
      case 'input':
      case 'layer':
        throw new Error(`a phase has a wire of kind ${wire.op}`);
    }
  };
  const numbering = createWireNumbering(wires, formOf);
  return {
    numberOf: numbering.numberOf,
    finish(label) {
      if (label !== undefined) uses.push(label);
      const data = dataForm(use.dataset, use.split, uses, context.datasets);
      for (const complete of later) complete(data);
      const numberOf: SourceNumber = references.sources.numberOf;
      return {
        nodes: numbering.nodes,
        examples: data.examples(numberOf),
        fields: fields.all.map(data.field),
        ...(label === undefined ? {} : { label: data.field(label) }),
      };
    },
  };
}

/** Networks in normal form, from a number on: what they are made of and where their weights come from. */
export const networksForm = (
  { networks, parents }: References,
  from: number,
  context: FormContext,
): object[] =>
  networks.all.slice(from).map((name) => {
    const { architecture } = context.networkFormOf(name);
    const beginning = (origin: WeightOrigin): object => {
      if (origin.kind === 'phase') return { parent: parents.numberOf(origin.result) };
      if (origin.kind === 'initial') return { initial: context.initialValuesOf(origin.of) };
      return { ...(origin.over ? beginning(origin.over) : {}), loaded: origin.hash };
    };
    return { architecture, ...beginning(context.originOf(name)) };
  });
