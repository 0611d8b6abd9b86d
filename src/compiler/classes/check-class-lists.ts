/**
 * Class numbers mean nothing without their list of names: what a network learned with one list is not valid for
 * another. The losses determine which list each output was trained with; wherever it later meets another list, in a
 * phase, an evaluation or a report, the names are compared. Lists without names are not checked.
 */
import { functions } from '../../vocabulary/index.js';
import { weightsTrainedBy, hasTrainedWeight } from '../trained-weights.js';
import type { Dataset, DataUse, Network, Phase, Program, Wire } from '../program.js';
import type { CompileContext } from '../compile-context.js';
import { dataOfReport } from '../report-values.js';
import { classNamesText, sameClassNames } from './class-names.js';

/** A list of classes, and the label field that has it. */
interface ClassList {
  names: readonly string[];
  label: string;
}

/** The meaning of a value's class axis: classes of the data, or those that an output of a network was trained with. */
type ClassMeaning = { classes: ClassList } | { output: string };

/** Functions that keep the class axis as it is. */
const CLASS_PRESERVING = new Set(
  `negative abs exp log sqrt square sign sigmoid relu tanh softplus clip stop_gradient reverse_gradient straight_through
  softmax log_softmax argmax argmin one_hot add subtract multiply divide pow maximum minimum where floor round
  l2_normalize`.split(/\s+/),
);

/** Binary functions that combine their operands class by class, besides losses and metrics. */
const CLASS_COMPARING = new Set('add subtract multiply divide maximum minimum equal greater less'.split(' '));

const classListText = ({ names, label }: ClassList) => `${classNamesText(names)} (${label})`;

interface ClassCheckScope {
  wires: readonly Wire[];
  data: DataUse;
  /** Whether a network is trained here: a new list then replaces its old one. */
  isTrained(network: string): boolean;
}

export function checkClassLists(
  program: Pick<Program, 'networks' | 'datasets' | 'phases' | 'evaluations' | 'reports'>,
  { report }: Pick<CompileContext, 'report'>,
): void {
  const datasets = new Map(program.datasets.map((dataset) => [dataset.name, dataset]));
  const hasNames = program.datasets.some(({ fields }) =>
    Object.values(fields).some(({ classes }) => classes),
  );
  if (!hasNames) return;
  /** Keyed by `network/output index`, or `network < input index`. */
  const learned = new Map<string, ClassList>();

  const compare = (wire: Wire, network: string | null, one: ClassList, other: ClassList, softly: boolean) => {
    if (sameClassNames(one.names, other.names) || !wire.range) return;
    const sameSet = sameClassNames([...one.names].sort(), [...other.names].sort());
    report({
      code: 'class-mismatch',
      severity: sameSet && !softly ? 'error' : 'warning',
      message:
        network === null
          ? `this compares the classes ${classListText(one)} with ${classListText(other)}`
          : `\`${network}\` was taught the classes ${classListText(other)}; here it meets ${classListText(one)}`,
      range: wire.range,
      help: sameSet
        ? 'list the classes in the same order in both data sets'
        : 'a class is known by its number: the same number should mean the same in both',
    });
  };

  /** An input or output of a network meets a list of classes: it learns the list, or must have learned the same one. */
  const learnOrCompare = (
    wire: Wire,
    place: string,
    network: string,
    classes: ClassList,
    step: ClassCheckScope,
    fresh: Set<string>,
  ) => {
    const known = learned.get(place);
    if (known) compare(wire, network, classes, known, step.isTrained(network) && !fresh.has(place));
    if (!known || (step.isTrained(network) && !fresh.has(place))) {
      learned.set(place, classes);
      fresh.add(place);
    }
  };

  const checkWires = (step: ClassCheckScope) => {
    const { fields } = datasets.get(step.data.dataset) ?? ({ fields: {} } as Pick<Dataset, 'fields'>);
    const fresh = new Set<string>();
    const meanings: (ClassMeaning | undefined)[] = [];
    step.wires.forEach((wire, id) => {
      meanings[id] = meaningOf(wire);
    });

    function meaningOf(wire: Wire): ClassMeaning | undefined {
      if (wire.op === 'field') {
        const classes = Object.hasOwn(fields, wire.name) ? fields[wire.name]!.classes : undefined;
        return (
          classes && { classes: { names: classes, label: `\`${wire.name}\` of \`${step.data.dataset}\`` } }
        );
      }
      if (wire.op === 'call') {
        wire.inputs.forEach((input, at) => {
          const meaning = meanings[input];
          if (meaning && 'classes' in meaning)
            learnOrCompare(wire, `${wire.network} < ${at}`, wire.network, meaning.classes, step, fresh);
        });
        return { output: `${wire.network}/0` };
      }
      if (wire.op === 'output') {
        const call = step.wires[wire.of]!;
        return call.op === 'call' && wire.layer === undefined
          ? { output: `${call.network}/${wire.index}` }
          : undefined;
      }
      if (wire.op !== 'function') return undefined;
      const given = wire.inputs.map((input) => meanings[input]);
      const group = functions.get(wire.name)?.group;
      const pairwise = wire.name === 'matmul' && wire.options['transpose_b'] === true;
      if (group === 'loss' || group === 'metric' || CLASS_COMPARING.has(wire.name) || pairwise)
        meetEachOther(wire, given);
      if (!CLASS_PRESERVING.has(wire.name)) return undefined;
      return given.find((meaning) => meaning && 'classes' in meaning) ?? given.find((meaning) => meaning);
    }

    function meetEachOther(wire: Wire, given: readonly (ClassMeaning | undefined)[]): void {
      const lists = given.flatMap((meaning) => (meaning && 'classes' in meaning ? [meaning.classes] : []));
      for (const other of lists.slice(1)) compare(wire, null, lists[0]!, other, false);
      for (const meaning of given) {
        if (!lists[0] || !meaning || !('output' in meaning)) continue;
        const network = meaning.output.slice(0, meaning.output.lastIndexOf('/'));
        learnOrCompare(wire, meaning.output, network, lists[0], step, fresh);
      }
    }
  };

  for (const phase of program.phases) {
    copyLearnedClasses(phase, learned);
    const trainedWeights = weightsTrainedBy(phase);
    const trainedNetworks = new Set(
      program.networks.filter((one) => hasTrainedWeight(one, trainedWeights)).map(({ name }) => name),
    );
    checkWires({
      wires: phase.wires,
      data: phase.data,
      isTrained: (network) => trainedNetworks.has(network),
    });
    if (phase.validation) {
      const { wires, data } = phase.validation;
      checkWires({ wires, data, isTrained: () => false });
    }
  }
  for (const { wires, data } of program.evaluations) checkWires({ wires, data, isTrained: () => false });
  for (const one of program.reports) {
    const data = dataOfReport(one);
    if (one.kind !== 'curves' && data) checkWires({ wires: one.wires, data, isTrained: () => false });
  }
}

/** A network initialized with another's weights has also learned that one's classes. */
function copyLearnedClasses({ start }: Phase, learned: Map<string, ClassList>): void {
  const copies = start.flatMap(({ network, of }: { network: Network['name']; of: string }) =>
    [...learned].flatMap(([place, classes]): [string, ClassList][] =>
      place.startsWith(`${of}/`) || place.startsWith(`${of} < `)
        ? [[network + place.slice(of.length), classes]]
        : [],
    ),
  );
  for (const [place, classes] of copies) learned.set(place, classes);
}
