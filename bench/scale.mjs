/** How step time and process memory scale as one dimension of a graph at a time is doubled. */
import { spawn } from 'node:child_process';
import { ProgramFailed } from './errors.mjs';
import { machine } from './machine.mjs';
import { here, lagraphVersion } from './paths.mjs';
import { BASE, scaleCases } from './scale-graphs.mjs';
import { scaleReport, scaleTable } from './scale-report.mjs';
import { turns } from './statistics.mjs';
import { listed } from './markdown-table.mjs';

const STEPS = 20;
const WARMUP = 5;

async function measure(request) {
  const child = spawn(process.execPath, [here('scale-case.mjs'), JSON.stringify(request)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  const [code, signal] = await new Promise((done) => child.once('close', (...end) => done(end)));
  if (code !== 0) {
    throw new ProgramFailed(`${JSON.stringify(request.size)} failed (${signal ?? `exit ${code}`})`);
  }
  return JSON.parse(out);
}

export async function benchScale({ engines, threads, rounds, dimensions, doublings, json, say }) {
  const cases = scaleCases(dimensions, doublings);
  // All dimensions share the base case.
  const sizes = [...new Map(cases.map(({ size }) => [JSON.stringify(size), size])).values()];
  const found = new Map();
  const key = (engine, size) => JSON.stringify([engine, size]);
  const versions = { lagraph: lagraphVersion };
  const all = sizes.flatMap((size) => engines.map((engine) => ({ engine, size })));
  for (let round = 0; round < rounds; round++) {
    say(`round ${round + 1} of ${rounds}: ${all.length} cases`);
    for (const { engine, size } of turns(all, round)) {
      const { version, ...measured } = await measure({ engine, threads, size, steps: STEPS, warmup: WARMUP });
      versions[engine] = version;
      found.set(key(engine, size), [...(found.get(key(engine, size)) ?? []), measured]);
    }
  }
  const rows = engines.flatMap((engine) =>
    scaleReport(engine, cases, ({ size }) => found.get(key(engine, size))),
  );
  const measured = { ...machine(), threads };
  if (json) {
    console.log(JSON.stringify({ machine: measured, versions, rounds, base: BASE, scale: rows }));
    return;
  }
  console.log(scaleTable(rows));
  console.log();
  const base = Object.entries(BASE).map(([dimension, value]) => `${dimension} ${value}`);
  console.log(listed({ 'all else': base.join(', '), rounds, ...measured, ...versions }));
}
