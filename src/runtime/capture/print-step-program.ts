import type { StepProgram, ValueId } from './step-program.js';

const numberText = (value: number) =>
  Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));

function attributeText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(attributeText).join(',')}]`;
  return typeof value === 'number' ? numberText(value) : String(value);
}

/** Text of a program, one call per line, for reading and comparing. */
export function printStepProgram(program: StepProgram): string {
  const type = (id: ValueId) => {
    const value = program.values[id];
    return value ? `${value.dtype}[${value.shape.join(',')}]` : '?';
  };
  const lines = [`step ${program.name} (batch ${program.batchSize})`];
  for (const input of program.inputs) {
    const draw = input.kind === 'draw' ? ` ${input.draw.kind} per ${input.draw.per}` : '';
    lines.push(`  %${input.value} = ${input.kind} "${input.name}"${draw} : ${type(input.value)}`);
  }
  for (const { value, data } of program.constants) {
    const some = Array.from(data.slice(0, 8), numberText).join(', ');
    lines.push(`  %${value} = constant ${some}${data.length > 8 ? ', ...' : ''} : ${type(value)}`);
  }
  let scope = '';
  for (const call of program.calls) {
    if (call.scope !== scope) lines.push(`  # ${(scope = call.scope)}`);
    const operands = Object.entries(call.inputs).map(([name, id]) => `${name}=%${id}`);
    const attrs = Object.entries(call.attrs).map(([name, value]) => `${name}=${attributeText(value)}`);
    const outputs = call.outputs.map((id) => `%${id}`).join(', ');
    const types = call.outputs.map(type).join(', ');
    lines.push(`  ${outputs} = ${call.kernel}(${[...operands, ...attrs].join(', ')}) : ${types}`);
  }
  for (const { kind, name, value } of program.outputs) lines.push(`  ${kind} "${name}" = %${value}`);
  return `${lines.join('\n')}\n`;
}
