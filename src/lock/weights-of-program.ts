import type { Program } from '../compiler/index.js';

/** A file with weights that a program begins with. */
export interface ProgramWeights {
  /** From the graph's folder on. */
  file: string;
  /** Null if it was not read. */
  sha256: string | null;
}

/** The files with weights that networks and phases of a program begin with, each once, by their names. */
export function weightsOfProgram({ networks, phases }: Program): ProgramWeights[] {
  const loads = [
    ...networks.flatMap(({ load }) => load ?? []),
    ...phases.flatMap(({ start }) => start.flatMap(({ load }) => load ?? [])),
  ];
  const files = new Map(
    loads.map(({ file, folder, sha256 }) => [folder === undefined ? file : `${folder}/${file}`, sha256]),
  );
  return [...files].map(([file, sha256]) => ({ file, sha256 })).sort((a, b) => (a.file < b.file ? -1 : 1));
}
