import { calleesOf, weightsTrainedBy, type Program } from '../../compiler/index.js';

/** For each network and data set, the places that use it, by the names of those who use it. */
export function usesOf(program: Program): {
  networks: Map<string, Set<string>>;
  datasets: Map<string, Set<string>>;
} {
  const networks = new Map<string, Set<string>>();
  const datasets = new Map<string, Set<string>>();
  const add = (to: Map<string, Set<string>>, name: string, use: string): void => {
    const uses = to.get(name);
    if (uses) uses.add(use);
    else to.set(name, new Set([use]));
  };
  for (const { name, wires } of program.models)
    for (const callee of calleesOf(wires)) add(networks, callee, `model ${name}`);
  for (const phase of program.phases) {
    const { name, wires, data, validation } = phase;
    for (const callee of calleesOf(wires)) add(networks, callee, `phase ${name}`);
    for (const weight of weightsTrainedBy(phase))
      add(networks, weight.split('/', 1)[0]!, `trained by ${name}`);
    add(datasets, data.dataset, `phase ${name}`);
    if (validation) add(datasets, validation.data.dataset, `validation of ${name}`);
  }
  for (const { name, wires, data } of program.evaluations) {
    for (const callee of calleesOf(wires)) add(networks, callee, `evaluation ${name}`);
    add(datasets, data.dataset, `evaluation ${name}`);
  }
  for (const { name, steps } of program.datasets) {
    for (const step of steps) {
      if (step.step === 'from') add(datasets, step.dataset, `data set ${name}`);
      if (step.step === 'pair')
        for (const member of step.members) add(datasets, member.dataset, `${member.name} of ${name}`);
    }
  }
  return { networks, datasets };
}

/** The number of users that two entries have in common. */
export function commonUses(
  one: ReadonlySet<string> | undefined,
  other: ReadonlySet<string> | undefined,
): number {
  if (!one || !other) return 0;
  return [...one].filter((use) => other.has(use)).length;
}
