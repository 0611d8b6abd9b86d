/** Figures of the store's runs, by their identity. */
import { loadRun, readRuns, RunNotFoundError, type Manifest } from '../../../runtime/index.js';
import { ownValue } from '../../../records/index.js';
import { figureIdentities, type FigureIdentity } from './figure-identities.js';

export interface KnownFigure {
  value: number;
  simulated: boolean;
  /** The run that measured it, the newest if there are several. */
  run: string;
}

/**
 * The figures of all runs, by identity.
 *
 * @param notice receives a message for each run that can't be read
 */
export async function knownFigures(
  store: string,
  notice: (message: string) => void,
): Promise<Map<string, KnownFigure>> {
  const known = new Map<string, KnownFigure>();
  const programs = new Map<string, FigureIdentity[]>();
  for (const manifest of (await readRuns(store)).runs) {
    const identities = await identitiesOf(store, manifest, programs, notice);
    for (const { name, kind, identity } of identities) {
      const found = kind === 'evaluation' ? evaluated(manifest, name) : trained(manifest, name);
      if (found) known.set(identity, { ...found, run: manifest.run });
    }
  }
  return known;
}

/** Many runs have the same program. */
async function identitiesOf(
  store: string,
  { run, files }: Manifest,
  programs: Map<string, FigureIdentity[]>,
  notice: (message: string) => void,
): Promise<FigureIdentity[]> {
  const hash = files?.['program.json'];
  const found = hash === undefined ? undefined : programs.get(hash);
  if (found) return found;
  try {
    const { program } = await loadRun(store, run);
    // A program of an older lagraph has no fingerprints that could be compared.
    if (program.phases.some(({ fingerprint }) => typeof fingerprint !== 'object')) return [];
    const identities = figureIdentities(program);
    if (hash !== undefined) programs.set(hash, identities);
    return identities;
  } catch (error) {
    if (!(error instanceof RunNotFoundError)) throw error;
    notice(error.message);
    return [];
  }
}

function evaluated({ evaluations }: Manifest, name: string): Omit<KnownFigure, 'run'> | null {
  const record = evaluations.find((one) => one.name === name);
  return record ? { value: record.value, simulated: record.simulated } : null;
}

/** @param name `phase.figure` */
function trained({ phases }: Manifest, name: string): Omit<KnownFigure, 'run'> | null {
  const record = phases.find((phase) => name.startsWith(`${phase.name}.`));
  const value = record && ownValue(record.metrics, name.slice(record.name.length + 1));
  return typeof value === 'number' ? { value, simulated: record!.simulated } : null;
}
