/** Parses the command line of bench.mjs. */
import { availableParallelism } from 'node:os';
import { UsageError } from './errors.mjs';
import { PEERS } from './peers.mjs';
import { parseArguments } from './read-arguments.mjs';
import { DIMENSIONS } from './scale-graphs.mjs';

export const USAGE = `usage: npm run bench -- [options]             a training step of each of the reference's networks
       npm run bench -- --pipeline [options]  the whole of bench/pipeline/signs-to-mnist.yaml
       npm run bench -- --scale [options]     how time and memory grow

lagraph's engines and the peers take turns. docs/benchmark.md says what the numbers mean.

  --engines onnx,onnx-plain   lagraph's engines (onnx; onnx-plain: without blocked kernels; tensorflow; tfjs-node; tfjs)
  --threads N                 threads of each side (all cores that the process may use)
  --rounds N                  how often each side has its turn (5; with --scale 3)
  --json                      one JSON object on standard output
  --keras PYTHON              instead of LAGRAPH_KERAS_PYTHON or what npm run bench:setup made
  --torch PYTHON              likewise, LAGRAPH_TORCH_PYTHON
  -h, --help                  this

steps:
  --tasks linker,vae          some of the tasks
  --peers keras,torch,torch_channels_last   or none: lagraph alone

--pipeline:
  --data DIR                  where mnist/ and signs/ lie (LAGRAPH_DATA)
  --scale-epochs 0.1          multiplies every number of epochs
  --peer FILE                 another script than bench/keras_pipeline.py, with the same arguments

--scale:
  --dimensions layers,width   some of ${DIMENSIONS.join(', ')}
  --doublings N               how often each is doubled (3)`;

/** Which of the three benchmarks each option applies to. */
const GOES_WITH = {
  steps: ['engines', 'threads', 'rounds', 'keras', 'torch', 'tasks', 'peers'],
  pipeline: ['engines', 'keras', 'data', 'scale-epochs', 'peer'],
  scale: ['engines', 'threads', 'rounds', 'dimensions', 'doublings'],
};

/** Names that `--engines` accepts. */
export const ENGINES = ['onnx', 'onnx-plain', 'tensorflow', 'tfjs-node', 'tfjs'];

const text = { type: 'string' };
const flag = { type: 'boolean', default: false };

const parsed = (args) =>
  parseArguments({
    args,
    options: {
      engines: text,
      threads: text,
      rounds: text,
      keras: text,
      torch: text,
      tasks: text,
      peers: text,
      data: text,
      'scale-epochs': text,
      peer: text,
      dimensions: text,
      doublings: text,
      pipeline: flag,
      scale: flag,
      json: flag,
    },
  }).values;

function whole(values, name, otherwise) {
  if (values[name] === undefined) return otherwise;
  const number = Number(values[name]);
  if (!Number.isInteger(number) || number < 1) throw new UsageError(`--${name} takes a whole number above 0`);
  return number;
}

function list(values, name, known, otherwise) {
  if (values[name] === undefined) return otherwise;
  const names = [...new Set(values[name].split(',').filter((one) => one !== ''))];
  if (names.length === 0) throw new UsageError(`--${name} takes names with commas between them`);
  const unknown = names.find((one) => known && !known.includes(one));
  if (unknown !== undefined)
    throw new UsageError(`--${name}: there is no ${unknown}; there are ${known.join(', ')}`);
  return names;
}

function share(values, name) {
  if (values[name] === undefined) return 1;
  const number = Number(values[name]);
  if (!(number > 0 && Number.isFinite(number))) throw new UsageError(`--${name} takes a number above 0`);
  return number;
}

/**
 * @param args arguments behind the name of the script
 * @throws UsageError for an invalid command line
 */
export function readOptions(args, env = process.env) {
  const values = parsed(args);
  if (values.help) return { mode: 'help' };
  if (values.pipeline && values.scale)
    throw new UsageError('--pipeline and --scale are two benchmarks: give one');
  const mode = values.pipeline ? 'pipeline' : values.scale ? 'scale' : 'steps';
  const stranger = Object.keys(values).find(
    (name) => !['pipeline', 'scale', 'json', 'help'].includes(name) && !GOES_WITH[mode].includes(name),
  );
  if (stranger !== undefined) {
    throw new UsageError(
      mode === 'steps'
        ? `--${stranger} goes with another benchmark (--help)`
        : `--${stranger} doesn't go with --${mode}`,
    );
  }
  return {
    mode,
    json: values.json,
    engines: list(values, 'engines', ENGINES, ['onnx']),
    threads: whole(values, 'threads', availableParallelism()),
    rounds: whole(values, 'rounds', mode === 'scale' ? 3 : 5),
    keras: values.keras,
    torch: values.torch,
    // The available tasks depend on the graphs, which are not read here.
    tasks: list(values, 'tasks', null, undefined),
    peers: values.peers === 'none' ? [] : list(values, 'peers', Object.keys(PEERS), Object.keys(PEERS)),
    data: values.data ?? env.LAGRAPH_DATA,
    scaleEpochs: share(values, 'scale-epochs'),
    peer: values.peer,
    dimensions: list(values, 'dimensions', DIMENSIONS, DIMENSIONS),
    doublings: whole(values, 'doublings', 3),
  };
}
