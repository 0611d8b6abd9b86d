import { shapeSize } from '../../vocabulary/index.js';
import { kernelRule } from './kernels/index.js';
import type { KernelCall, StepProgram, ValueId } from './step-program.js';

/**
 * What is wrong with a program, in sentences; empty for a good one. Every pass must keep it so:
 * values are made once and before their use, shapes and types are what the kernels' rules say, names are unique, and a
 * state that is given out comes in with the same shape.
 */
export function verifyStepProgram(program: StepProgram): string[] {
  const problems: string[] = [];
  const made = new Set<ValueId>();
  const say = (problem: string) => problems.push(`${program.name}: ${problem}`);
  const show = (id: ValueId) => {
    const value = program.values[id];
    return value ? `%${id} ${value.dtype}[${value.shape.join(', ')}]` : `%${id}`;
  };
  const make = (id: ValueId, by: string) => {
    if (!program.values[id]) say(`${by} makes %${id}, which has no shape`);
    if (made.has(id)) say(`%${id} is made a second time by ${by}`);
    made.add(id);
  };

  program.values.forEach(({ shape }, id) => {
    if (shape.some((side) => !Number.isInteger(side) || side < 0))
      say(`%${id} has the shape [${shape.join(', ')}]`);
  });
  const names = new Set<string>();
  for (const { kind, name, value } of program.inputs) {
    if (names.has(name)) say(`there are two inputs named ${name}`);
    names.add(name);
    make(value, `the input ${name}`);
    if (kind === 'scalar' && program.values[value]?.shape.length !== 0)
      say(`the number ${name} is ${show(value)}`);
  }
  for (const { value, data } of program.constants) {
    make(value, 'a constant');
    const expected = program.values[value];
    if (expected && shapeSize(expected.shape) !== data.length)
      say(`the constant ${show(value)} has ${data.length} numbers`);
  }

  program.calls.forEach((call, at) => {
    const where = `call ${at}, ${call.kernel} in ${call.scope},`;
    for (const [name, id] of Object.entries(call.inputs)) {
      if (!made.has(id)) say(`${where} reads ${name} %${id} before it is made`);
    }
    for (const id of call.outputs) make(id, where);
    problems.push(...verifyDecomposition(program, call));
    const rule = kernelRule(call.kernel);
    if (!rule) {
      say(`${where} is not a kernel that engines know`);
      return;
    }
    const operands = Object.entries(call.inputs).flatMap(([name, id]) => {
      const value = program.values[id];
      return value ? [[name, value] as const] : [];
    });
    try {
      rule(Object.fromEntries(operands), call.attrs).outputs.forEach(({ shape, dtype }, index) => {
        const id = call.outputs[index];
        const value = id === undefined ? undefined : program.values[id];
        if (!value || value.dtype !== dtype || value.shape.join() !== shape.join()) {
          say(`${where} makes ${dtype}[${shape.join(', ')}], not ${id === undefined ? 'nothing' : show(id)}`);
        }
      });
    } catch (error) {
      say(`${where} can't be: ${error instanceof Error ? error.message : String(error)}`);
    }
  });

  const given = new Set<string>();
  for (const { kind, name, value } of program.outputs) {
    if (!made.has(value)) say(`the output ${name} is %${value}, which nothing makes`);
    if (given.has(`${kind} ${name}`)) say(`there are two outputs named ${name}`);
    given.add(`${kind} ${name}`);
    if (kind !== 'state') continue;
    const before = program.inputs.find((input) => input.kind === 'state' && input.name === name);
    const [from, to] = [before && program.values[before.value], program.values[value]];
    if (from && to && from.shape.join() !== to.shape.join()) {
      say(`the state ${name} changes its shape from [${from.shape.join(', ')}] to [${to.shape.join(', ')}]`);
    }
  }
  return problems;
}

/** What is wrong with the definition of a composite call, as a program of its own with the call's inputs and outputs. */
function verifyDecomposition(program: StepProgram, call: KernelCall): string[] {
  const { decomposition } = call;
  if (!decomposition) return [];
  const name = `${program.name}: ${call.kernel} in ${call.scope}`;
  const { values, constants, calls, inputs, outputs } = decomposition;
  const problems = verifyStepProgram({
    name,
    batchSize: program.batchSize,
    values: [...values],
    inputs: Object.entries(inputs).map(([field, value]) => ({ kind: 'field', name: field, value })),
    constants: [...constants],
    calls: [...calls],
    outputs: outputs.map((value, at) => ({ kind: 'result', name: String(at), value })),
  });
  const differ = (inner: ValueId | undefined, outer: ValueId | undefined) => {
    const [a, b] = [values[inner ?? -1], program.values[outer ?? -1]];
    return !a || !b || a.dtype !== b.dtype || a.shape.join() !== b.shape.join();
  };
  for (const [field, value] of Object.entries(inputs))
    if (differ(value, call.inputs[field])) problems.push(`${name}: its definition has another ${field}`);
  call.outputs.forEach((id, at) => {
    if (differ(outputs[at], id)) problems.push(`${name}: its definition has another output ${at}`);
  });
  if (calls.some((inner) => inner.decomposition)) problems.push(`${name}: its definition has a composite`);
  return problems;
}
