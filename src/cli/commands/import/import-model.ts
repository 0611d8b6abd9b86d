import { stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { FileContentError, openOnnx, type OnnxTensor } from '../../../file-formats/index.js';
import { NotRegularFileError, readRegularFile } from '../../../regular-file.js';
import { readKerasConfig } from '../../../weight-files/index.js';
import type { Terminal } from '../../terminal.js';
import { asHelp } from '../../weight-reader.js';
import { EXIT_CODES, systemReason, UserError } from '../../user-error.js';
import { importKerasModel, type ImportedNetwork } from './keras-network.js';
import { networkYaml } from './network-yaml.js';

/**
 * `lagraph import`: writes the network of a model. It loads the model's file; of an ONNX model, a file with its weights
 * that is written beside the graph.
 */
export async function importModel(
  file: string,
  { output }: { output?: string },
  terminal: Terminal,
): Promise<void> {
  const path = resolve(terminal.cwd, file);
  const isOnnx = path.toLowerCase().endsWith('.onnx');
  if (isOnnx && output === undefined)
    throw new UserError('of an ONNX model a graph and a file with weights are written: say -o GRAPH', {
      exit: EXIT_CODES.wrongUsage,
      hint: `lagraph import ${file} -o ${basename(file).replace(/\.onnx$/i, '')}.yaml`,
    });
  const read = isOnnx ? readOnnx(path, file) : readKerasConfig(path, file).then(importKerasModel);
  const imported: OnnxOrKeras = await read.catch(unreadable(file));
  if ('problems' in imported) {
    throw new UserError(
      `${file} has what the language has no words for:\n${imported.problems.map((line) => `  ${line}`).join('\n')}`,
      {
        hint: 'write the layers that are needed as a network, and load the file into it with until: or names:',
      },
    );
  }
  const { network, tensors } = imported;
  const { formatGraph, layOutByParts } = await import('../../../format/index.js');
  const textWith = async (weights: string): Promise<string> =>
    (
      await formatGraph(networkYaml(network, weights), output ?? 'graph.yaml', {
        lay: layOutByParts(),
        describe: false,
      })
    ).text;
  const named = (folder: string) => relative(folder, path).replaceAll('\\', '/');
  if (output === undefined) {
    terminal.out.write(await textWith(named(terminal.cwd)));
    return;
  }
  const weights = tensors ? `${output.replace(/\.ya?ml$/i, '')}.safetensors` : null;
  for (const name of [output, ...(weights === null ? [] : [weights])]) {
    if (await stat(resolve(terminal.cwd, name)).catch(() => null))
      throw new UserError(`${name} is there already`, { hint: 'name another file with -o' });
  }
  const { encodeSafetensors, writeFileAtomically } = await import('../../../runtime/index.js');
  const target = resolve(terminal.cwd, output);
  const write = (name: string, content: string | Uint8Array[]) =>
    writeFileAtomically(resolve(terminal.cwd, name), content).catch((error: unknown) => {
      throw new UserError(`${name}: ${systemReason(error)}`);
    });
  // The weights first: a graph must not name a file that is not there.
  if (tensors && weights !== null) await write(weights, encodeSafetensors(tensors, { format: 'pt' }));
  await write(output, await textWith(weights === null ? named(dirname(target)) : basename(weights)));
  for (const name of [...(weights === null ? [] : [weights]), output]) terminal.out.line(name);
}

type OnnxOrKeras =
  { network: ImportedNetwork; tensors?: ReadonlyMap<string, OnnxTensor> } | { problems: string[] };

async function readOnnx(path: string, named: string): Promise<OnnxOrKeras> {
  const { importOnnx } = await import('./onnx/import-onnx.js');
  const beside = (name: string) => readRegularFile(join(dirname(path), name));
  return importOnnx(await openOnnx(await readRegularFile(path), named, beside));
}

const unreadable = (file: string) => (error: unknown) => {
  if (error instanceof FileContentError) {
    const { problem, remedy } = error;
    throw new UserError(problem, remedy === null ? {} : { hint: asHelp(remedy) });
  }
  if (error instanceof NotRegularFileError) throw new UserError(`${file} ${error.what}`);
  if ((error as NodeJS.ErrnoException).code) throw new UserError(`${file}: ${systemReason(error)}`);
  throw error;
};
