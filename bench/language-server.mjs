/**
 * Times the answers of `lagraph lsp` over standard input and output. Diagnostics, completion and code lenses are asked for
 * right after a change of the text, as editors do; the others when it has been compiled.
 *
 *   npm run build && node bench/language-server.mjs
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { layeredGraph } from './layered-graph.mjs';
import { machine } from './machine.mjs';
import { digits, listed, table, withSpread } from './markdown-table.mjs';
import { here, needBuild } from './paths.mjs';
import { UsageError } from './errors.mjs';
import { parseArguments, runScript } from './read-arguments.mjs';
import { median, spread } from './statistics.mjs';

const USAGE = `usage: node bench/language-server.mjs [options]

Milliseconds from a request, or the change of the text that comes with it, to the answer: median, least and greatest.

  --layers N      layers of the large graph (2000)
  --rounds N      how often each request is asked for (15)
  --json          one JSON object on standard output
  -h, --help      this

Exit 0: every median is below its goal (50 ms on bench/pipeline/signs-to-mnist.yaml, 200 ms on the large graph). 1: one is not.
2: wrong usage.`;

const whole = (values, name, otherwise) => {
  if (values[name] === undefined) return otherwise;
  if (!/^[1-9]\d{0,5}$/.test(values[name])) throw new UsageError(`--${name} takes a whole number`);
  return Number(values[name]);
};

/** Requests, each with the part of the text at which it is asked for. */
const requestsOf = ({ name, inExpression, layer }) => [
  ['completion of a layer', 'textDocument/completion', layer],
  ['completion in an expression', 'textDocument/completion', inExpression],
  ['hover', 'textDocument/hover', name],
  ['definition', 'textDocument/definition', name],
  ['references', 'textDocument/references', name, { context: { includeDeclaration: true } }],
  ['prepareRename', 'textDocument/prepareRename', name],
  ['rename', 'textDocument/rename', name, { newName: 'another_name' }],
  ['documentSymbol', 'textDocument/documentSymbol'],
  ['codeLens', 'textDocument/codeLens'],
  ['codeAction', 'textDocument/codeAction', name],
  ['formatting', 'textDocument/formatting', undefined, { options: { tabSize: 2, insertSpaces: true } }],
];

const WHILE_TYPING = new Set(['textDocument/completion', 'textDocument/codeLens']);

function startServer() {
  const child = spawn(process.execPath, [here('../dist/bin/cli/main.js'), 'lsp'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.listen();
  return connection;
}

const positionOf = (text, part, into = 1) => {
  const offset = text.indexOf(part) + into;
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before.at(-1).length };
};

async function timesOf({ uri, text, places, goal }, rounds) {
  const connection = startServer();
  const { capabilities } = await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
  });
  await connection.sendNotification('initialized', {});
  let published = () => {};
  connection.onNotification('textDocument/publishDiagnostics', ({ version }) => published(version));
  const diagnosed = (version) =>
    new Promise((resolve) => {
      published = (of) => of === version && resolve();
    });
  let version = 1;
  const opened = performance.now();
  const first = diagnosed(version);
  void connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'yaml', version, text },
  });
  await first;
  const results = [{ request: 'diagnostics after opening', ms: [performance.now() - opened] }];
  const change = () => {
    version += 1;
    // The seed changes, so that nothing is the same text as before.
    const changed = text.replace(/^seed: \d+/m, `seed: ${version}`);
    void connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ text: changed }],
    });
  };
  const measure = async (request, isWhileTyping, ask) => {
    const ms = [];
    for (let round = 0; round < rounds; round += 1) {
      const done = diagnosed(version + 1);
      let start = performance.now();
      change();
      if (!isWhileTyping) {
        await done;
        start = performance.now();
      }
      await ask(done);
      ms.push(performance.now() - start);
      await done;
    }
    results.push({ request, ms });
  };
  await measure('diagnostics after a change', true, (done) => done);
  for (const [request, method, part, more = {}] of requestsOf(places)) {
    if (method === 'textDocument/formatting' && !capabilities.documentFormattingProvider) continue;
    const position = part === undefined ? undefined : positionOf(text, part.at, part.into);
    const range = position && { range: { start: position, end: position }, context: { diagnostics: [] } };
    const at = method === 'textDocument/codeAction' ? range : { position };
    await measure(request, WHILE_TYPING.has(method), () =>
      connection.sendRequest(method, { textDocument: { uri }, ...at, ...more }),
    );
  }
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  return results.map(({ request, ms }) => ({ request, ms: median(ms), spread: spread(ms), goal }));
}

async function main() {
  const { values } = parseArguments({
    args: process.argv.slice(2),
    options: {
      layers: { type: 'string' },
      rounds: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const rounds = whole(values, 'rounds', 15);
  const layers = whole(values, 'layers', 2000);
  needBuild();
  const cases = [
    {
      graph: 'bench/pipeline/signs-to-mnist.yaml',
      uri: 'file:///signs-to-mnist.yaml',
      text: readFileSync(here('pipeline/signs-to-mnist.yaml'), 'utf8'),
      places: {
        name: { at: 'linker:', into: 1 },
        layer: { at: '- Dense: {units: 256', into: 4 },
        inExpression: { at: 'denoising_encoder(digit.image)', into: 18 },
      },
      goal: 50,
    },
    {
      graph: `${layers} layers`,
      uri: 'file:///layers.yaml',
      text: layeredGraph(layers),
      places: {
        name: { at: 'network_1:', into: 1 },
        layer: { at: '- Dense: {units: 16', into: 4 },
        inExpression: { at: 'network_1(image)', into: 12 },
      },
      goal: 200,
    },
  ];
  const results = [];
  for (const each of cases) {
    for (const result of await timesOf(each, rounds)) results.push({ graph: each.graph, ...result });
  }
  // Opening is compiled by code that has not run before.
  const late = results.filter(
    ({ request, ms, goal }) => request !== 'diagnostics after opening' && ms > goal,
  );
  if (values.json) console.log(JSON.stringify({ machine: machine(), rounds, results }, null, 2));
  else {
    const rows = results.map(({ graph, request, ms, spread: both, goal }) => [
      graph,
      request,
      withSpread(ms, both),
      digits(goal),
    ]);
    console.log(table(['graph', 'request', 'ms', 'goal'], rows));
    console.log(`\n${listed(machine())}`);
  }
  process.exitCode = late.length > 0 ? 1 : 0;
}

await runScript(main);
