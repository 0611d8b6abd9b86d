/** Compares what `lagraph plan --forecast` says of a graph with what a run of it then takes. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machine } from './machine.mjs';
import { digits, listed, mebibytes, table } from './markdown-table.mjs';
import { here, needBuild } from './paths.mjs';
import { UsageError } from './errors.mjs';
import { parseArguments, runScript } from './read-arguments.mjs';

const USAGE = `usage: node bench/forecast.mjs [options] GRAPH...

Forecasts each graph, runs it in an empty store, and prints by phase what was forecast over what came, in seconds and in memory.
The comparison of engines is in neither: it takes its time once for each step.

  --profile NAME  of the graphs (quick)
  --engine NAME   auto
  --json          one JSON object on standard output
  -h, --help      this

Exit 0: each phase's time and memory came within a third of the forecast. 1: one did not. 2: wrong usage.`;

/** Goal: what comes is the forecast, give or take a third. */
const GOAL = 1 / 3;

/** What a command prints that ends with one of these codes. */
function lagraph(args, codes = [0]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [here('../dist/bin/cli/main.js'), ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  if (!codes.includes(status))
    throw new Error(`lagraph ${args.join(' ')} ended with ${status}: ${stderr.slice(-2000)}`);
  return stdout;
}

/** 3: what is expected was missed; or the run has failed, which its events tell. */
const RUN_CODES = [0, 3];

function timingsOf(out) {
  const events = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const failed = events.find(({ event }) => event === 'failed');
  if (failed) throw new Error(`the run failed: ${failed.message}`);
  return events.find(({ event }) => event === 'timings');
}

const sum = (parts) => Object.values(parts).reduce((total, one) => total + one, 0);

async function compare(graph, options) {
  const store = await mkdtemp(join(tmpdir(), 'lagraph-bench-forecast-'));
  const shared = [
    graph,
    '--profile',
    options.profile,
    '--engine',
    options.engine,
    '--store',
    store,
    '--json',
  ];
  try {
    const { forecast } = JSON.parse(lagraph(['plan', ...shared, '--forecast']));
    const came = timingsOf(lagraph(['run', ...shared], RUN_CODES));
    const phases = forecast.phases.map(({ name, engine, forecast: said, problem }) => {
      const { engines: _, ...parts } = came.phases[name];
      return {
        phase: name,
        engine,
        problem,
        seconds: { forecast: said && said.seconds, came: sum(parts) },
        bytes: { forecast: said && said.peakBytes, came: came.memory[name] },
      };
    });
    return { graph, phases, seconds: { forecast: forecast.seconds, came: came.parts.phases } };
  } finally {
    await rm(store, { recursive: true, force: true });
  }
}

const ratio = ({ forecast, came }) => (forecast === null ? null : forecast / came);

const isMet = ({ forecast, came }) =>
  forecast !== null && came >= forecast * (1 - GOAL) && came <= forecast * (1 + GOAL);

const row = (graph) => (phase) => [
  graph,
  phase.phase,
  phase.engine,
  digits(phase.seconds.forecast),
  digits(phase.seconds.came),
  digits(ratio(phase.seconds)),
  mebibytes(phase.bytes.forecast),
  mebibytes(phase.bytes.came),
  digits(ratio(phase.bytes)),
];

const HEADS = [
  'graph',
  'phase',
  'engine',
  'forecast s',
  'came s',
  'ratio',
  'forecast MiB',
  'came MiB',
  'ratio',
];

await runScript(async () => {
  const text = { type: 'string' };
  const { values, positionals } = parseArguments({
    allowPositionals: true,
    options: {
      profile: { ...text, default: 'quick' },
      engine: { ...text, default: 'auto' },
      json: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  if (positionals.length === 0) throw new UsageError('which graphs? (--help)');
  needBuild();
  const graphs = [];
  for (const graph of positionals) graphs.push(await compare(graph, values));
  const phases = graphs.flatMap((one) => one.phases);
  const missed = phases.filter(({ seconds, bytes }) => !isMet(seconds) || !isMet(bytes));
  if (missed.length > 0) process.exitCode = 1;
  if (values.json) return console.log(JSON.stringify({ machine: machine(), graphs }, null, 2));
  const rows = graphs.flatMap((one) => [
    ...one.phases.map(row(one.graph)),
    [
      one.graph,
      'all phases',
      '',
      digits(one.seconds.forecast),
      digits(one.seconds.came),
      digits(ratio(one.seconds)),
      '',
      '',
      '',
    ],
  ]);
  console.log(table(HEADS, rows));
  console.log(`\n${phases.length - missed.length} of ${phases.length} phases came within a third\n`);
  console.log(listed(machine()));
});
