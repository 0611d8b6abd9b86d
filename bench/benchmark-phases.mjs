/** The phases of the graphs in bench/graphs; each is a task of the benchmark. */
import { readdirSync, readFileSync } from 'node:fs';
import { compile } from '../dist/index.js';

const graphs = new URL('graphs/', import.meta.url);

/** The tasks by name: the program and its phase. */
export function benchTasks() {
  const tasks = new Map();
  for (const file of readdirSync(graphs)) {
    const program = compile(readFileSync(new URL(file, graphs), 'utf8'), { file: `bench/graphs/${file}` });
    for (const phase of program.phases) tasks.set(phase.name, { program, phase });
  }
  return tasks;
}
