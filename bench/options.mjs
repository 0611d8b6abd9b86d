/** Parses the command line of bench.mjs. */
import { availableParallelism } from 'node:os';
import { UsageError } from './errors.mjs';
import { PEERS } from './peers.mjs';
import { parseArguments } from './read-arguments.mjs';
import { DIMENSIONS } from './scale-graphs.mjs';

export const USAGE = `usage: npm run bench -- [options]             a training step of each of the reference's networks
       npm run bench -- --networks N [options]  a training step of each of N generated networks
       npm run bench -- --pipeline [options]  the whole of bench/pipeline/signs-to-mnist.yaml
       npm run bench -- --scale [options]     how time and memory grow

lagraph's engines and the peers take turns. docs/benchmark.md says what the numbers mean.

  --engines onnx,onnx-plain   lagraph's engines (auto, with --scale onnx; auto: which of onednn, tensorflow and onnx is the quickest on
                              a step; onnx-plain: without blocked kernels; tfjs-node; tfjs)
  --threads N                 threads of each side (all cores that the process may use)
  --rounds N                  how often each side has its turn (5; with --scale 3)
  --json                      one JSON object on standard output
  --keras PYTHON              instead of LAGRAPH_KERAS_PYTHON or what npm run bench:setup made
  --torch PYTHON              likewise, LAGRAPH_TORCH_PYTHON
  -h, --help                  this

steps:
  --tasks linker,vae          some of the tasks
  --peers keras,torch,torch_channels_last   or none: lagraph alone

--networks N:
  --seed S                    of the networks: below 100 to tune by, from 100 on to judge by (1)
  --only 3,7                  some of the networks, by their numbers from 0
  --peers keras               or none
  --save FILE                 writes what --json prints, after each network
  --show                      prints the graphs and times nothing

--pipeline:
  --data DIR                  where mnist/ and signs/ lie (LAGRAPH_DATA)
  --scale-epochs 0.1          multiplies every number of epochs
  --peer FILE                 another script than bench/keras_pipeline.py, with the same arguments

--scale:
  --dimensions layers,width   some of ${DIMENSIONS.join(', ')}
  --doublings N               how often each is doubled (3)`;

/** Which of the benchmarks each option applies to. */
const GOES_WITH = {
  steps: ['engines', 'threads', 'rounds', 'keras', 'torch', 'tasks', 'peers'],
  networks: ['engines', 'threads', 'rounds', 'keras', 'peers', 'seed', 'only', 'save', 'show'],
  pipeline: ['engines', 'keras', 'data', 'scale-epochs', 'peer'],
  scale: ['engines', 'threads', 'rounds', 'dimensions', 'doublings'],
};

/** Names that `--engines` accepts. */
export const ENGINES = ['auto', 'onnx', 'onnx-plain', 'onednn', 'tensorflow', 'tfjs-node', 'tfjs'];

/** Generated networks have no twins in PyTorch. */
const peersIn = (mode) => (mode === 'networks' ? ['keras'] : Object.keys(PEERS));

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
      networks: text,
      seed: text,
      only: text,
      save: text,
      show: flag,
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

/** Whole numbers from 0 on, with commas between them. */
function numbers(values, name) {
  if (values[name] === undefined) return undefined;
  const found = values[name].split(',').map(Number);
  if (values[name] === '' || !found.every((number) => Number.isInteger(number) && number >= 0))
    throw new UsageError(`--${name} takes whole numbers with commas between them`);
  return [...new Set(found)];
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
  const given = ['networks', 'pipeline', 'scale'].filter((name) => values[name]);
  if (given.length > 1) throw new UsageError(`--${given[0]} and --${given[1]} are two benchmarks: give one`);
  const mode = given[0] ?? 'steps';
  const stranger = Object.keys(values).find(
    (name) =>
      values[name] !== false && ![mode, 'json', 'help'].includes(name) && !GOES_WITH[mode].includes(name),
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
    engines: list(values, 'engines', ENGINES, [mode === 'scale' ? 'onnx' : 'auto']),
    threads: whole(values, 'threads', availableParallelism()),
    rounds: whole(values, 'rounds', mode === 'scale' ? 3 : 5),
    keras: values.keras,
    torch: values.torch,
    networks: whole(values, 'networks', null),
    seed: whole(values, 'seed', 1),
    only: numbers(values, 'only'),
    save: values.save,
    show: values.show,
    // The available tasks depend on the graphs, which are not read here.
    tasks: list(values, 'tasks', null, undefined),
    peers: values.peers === 'none' ? [] : list(values, 'peers', peersIn(mode), peersIn(mode)),
    data: values.data ?? env.LAGRAPH_DATA,
    scaleEpochs: share(values, 'scale-epochs'),
    peer: values.peer,
    dimensions: list(values, 'dimensions', DIMENSIONS, DIMENSIONS),
    doublings: whole(values, 'doublings', 3),
  };
}
