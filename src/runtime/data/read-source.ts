import { resolve } from 'node:path';
import { type DataStep, type Program, canonicalJson } from '../../compiler/index.js';
import {
  sources,
  type ResolvedArguments,
  type DataDeclaration,
  type LoadedSource,
  type SourceDefinition,
  type SourceLoaderTools,
} from '../../vocabulary/index.js';
import type { DataOptions } from '../api/index.js';
import { DataError } from './data-error.js';
import { tooLargeError } from './too-large-error.js';
import { verifySource } from './verify-data.js';

type SourceStep = Extract<DataStep, { step: 'source' }>;

export interface SourceData {
  loaded: LoadedSource;
  declared: DataDeclaration;
}

function definitionOf(name: string): SourceDefinition {
  const definition = sources.get(name);
  if (!definition) throw new Error(`there is no source named ${name}`);
  return definition;
}

function declarationOf(definition: SourceDefinition, args: ResolvedArguments): DataDeclaration {
  const declared = definition.declare(args);
  if (!declared.ok) throw new DataError(`The source ${definition.name}: ${declared.problem}`);
  return declared.value;
}

async function loadSource(
  definition: SourceDefinition,
  args: ResolvedArguments,
  dataset: string,
  tools: SourceLoaderTools,
): Promise<LoadedSource> {
  try {
    return await definition.load(args, tools);
  } catch (error) {
    throw tooLargeError(error, dataset) ?? error;
  }
}

async function readSourceOrFallback(
  { source, args, folder, otherwise }: SourceStep,
  dataset: string,
  options: DataOptions,
  notice: (message: string) => void,
): Promise<SourceData> {
  const { sourceTools, SourceUnavailableError } = await import('./tools/index.js');
  const { base = '.' } = options;
  const tools = sourceTools(options, folder === undefined ? base : resolve(base, folder), notice);
  const definition = definitionOf(source);
  const declared = declarationOf(definition, args);
  let reason: string;
  try {
    const loaded = await loadSource(definition, args, dataset, tools);
    verifySource(`The source ${definition.name} of ${dataset}`, loaded, declared, true);
    return { loaded, declared };
  } catch (error) {
    if (!(error instanceof SourceUnavailableError)) throw error;
    reason = error.message;
  }
  if (!otherwise) throw new DataError(`The data of ${dataset} can't be had. ${reason}`);

  const instead = definitionOf(otherwise.source);
  notice(
    `${definition.name.toUpperCase()} CAN'T BE HAD. ${instead.name} ${instead.simulated ? '(SIMULATED, made-up data) ' : ''}` +
      `stands in for it in ${dataset}, as the graph allows. Why: ${reason}`,
  );
  try {
    const loaded = await loadSource(instead, otherwise.args, dataset, tools);
    // A substitute must have the same fields and shapes; the number of examples may differ.
    verifySource(
      `${instead.name}, which stands in for ${definition.name} of ${dataset},`,
      loaded,
      declared,
      false,
    );
    return { loaded: { ...loaded, simulated: loaded.simulated || instead.simulated }, declared };
  } catch (error) {
    if (!(error instanceof SourceUnavailableError)) throw error;
    throw new DataError(
      `The data of ${dataset} can't be had, neither ${definition.name} nor ${instead.name}. ${reason} ${error.message}`,
    );
  }
}

/** Sources are cached per program: several data sets often share one (MNIST is read once). */
const sourceReads = new WeakMap<Program, Map<string, Promise<SourceData>>>();

/** Read a source, or its allowed substitute. Throws DataError if neither is available. */
export function readSource(
  program: Program,
  step: SourceStep,
  dataset: string,
  options: DataOptions,
  notice: (message: string) => void,
): Promise<SourceData> {
  const known = sourceReads.get(program) ?? new Map<string, Promise<SourceData>>();
  sourceReads.set(program, known);
  const key = canonicalJson({ step, options });
  const begun = known.get(key);
  if (begun) return begun;
  const reading = readSourceOrFallback(step, dataset, options, notice);
  known.set(key, reading);
  // A failure is not cached: the source may be available the next time.
  reading.catch(() => known.delete(key));
  return reading;
}
