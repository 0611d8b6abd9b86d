/** An engine that users at a terminal are asked about, once: one that is often quicker and is not there. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDirectory, writeFileAtomically } from '../store/index.js';
import type { LibraryEngineName } from './library-engines.js';

export interface EngineOffer {
  name: LibraryEngineName;
  /** The address, size, licences and checksum of what would be fetched. */
  download: string;
  /** Where it would be put. */
  folder: string;
}

/** Platforms on which the library was tried; elsewhere nobody is asked. */
const TRIED = ['linux-x64'];

const answerFile = (cache: string): string => join(cache, 'onednn-offer.json');

/** What to ask about; null if it is there, was asked about before, or was not tried on this platform. */
export async function engineToOffer(
  env: NodeJS.ProcessEnv = process.env,
  cache = cacheDirectory(process.platform, env),
): Promise<EngineOffer | null> {
  const machine = `${process.platform}-${process.arch}`;
  if (!TRIED.includes(machine) || env.LAGRAPH_ONEDNN) return null;
  const asked = await readFile(answerFile(cache)).catch(() => null);
  if (asked !== null) return null;
  const { describeOnednnDownload, findAllOnednn, onednnInstallFolder, onednnJar } =
    await import('../engines/onednn/index.js');
  if (findAllOnednn({ env, cache }).length > 0) return null;
  return {
    name: 'onednn',
    download: describeOnednnDownload(onednnJar(machine), env),
    folder: onednnInstallFolder(cache),
  };
}

/** Keeps that it was asked, and the answer. Throws the system's error if that can't be kept. */
export const rememberOffer = (accepted: boolean, cache = cacheDirectory()): Promise<void> =>
  writeFileAtomically(answerFile(cache), `${JSON.stringify({ accepted })}\n`);
