/** `artifact.json`: the description of an artifact, with a hash of its own content. */
import type { EarlyStop, EpochRecord } from '../api/index.js';
import { sha256 } from './sha256.js';
import { STORE_FORMAT } from './store-format.js';

/** A figure of a phase, and the key by which it is known whatever it is called. */
export interface FigureKey {
  name: string;
  key: string;
}

/** A network's tensors in an artifact. */
export interface StoredNetwork {
  /** Its name when they were stored, and those of its weights, by which the tensors lie in the file. */
  name: string;
  weights: string[];
  /** Hash of the tensors: shapes and bytes in the network's order, whatever their names; see `hashOfTensors`. */
  sha256: string;
}

export interface Artifact {
  key: string;
  kind: 'phase' | 'evaluation' | 'wires' | 'figure' | 'weights';
  /** What the graph called it when it was made. */
  name: string;
  /** ISO 8601. */
  made: string;
  lagraph: string;
  engine: { name: string; version: string; numerics: string; threads: number };
  /**
   * For a phase that several engines trained, one after the other: each engine, and the number of finished epochs
   * when it began.
   */
  engines?: { name: string; numerics: string; fromEpoch: number }[];
  seconds: number;
  /** True if any data that it depends on is simulated. */
  simulated: boolean;
  /**
   * The inputs that the key is a hash of: a fingerprint, hashes of the data's sources, and of the tensors of earlier
   * phases. (Formats before 5 had records by name.)
   */
  inputs: { fingerprint: string; sources: string[]; parents: string[] };
  /** For a phase: its networks by their places in the phase's fingerprint; null where it left one as it was. */
  networks?: (StoredNetwork | null)[];
  /** For a phase: its figures. */
  figures?: FigureKey[];
  epochs: EpochRecord[];
  /** The resulting metrics: of the last epoch, or of the best if that was kept. */
  metrics: Record<string, number>;
  /** For a phase: the epoch whose weights were kept. */
  kept?: number;
  /** For a phase that was stopped early. */
  stopped?: EarlyStop;
  tensors: { sha256: string; bytes: number } | null;
}

export const ARTIFACT_FILE = 'artifact.json';

function serializeArtifact(artifact: Artifact, format: number): string {
  const digest = sha256([JSON.stringify(format === 1 ? artifact : { format, artifact })]);
  return `${JSON.stringify({ format, digest, artifact }, null, 1)}\n`;
}

/** The text of an artifact's file. */
export const describeArtifact = (artifact: Artifact) => ({
  text: serializeArtifact(artifact, STORE_FORMAT),
  format: STORE_FORMAT,
});

/**
 * Read an artifact's file. It must equal, byte for byte, the serialization of its content, so that no change goes
 * undetected. `current` is false for older formats, whose results are listed but not reused.
 */
export function readArtifactDescription(
  bytes: Buffer,
): { artifact: Artifact; format: number; current: boolean } | { problem: string } {
  let file: { format: number; artifact: Artifact };
  try {
    file = JSON.parse(bytes.toString('utf8')) as typeof file;
    if (!file.artifact || file.format > STORE_FORMAT) {
      return { problem: file.artifact ? 'was written by a newer lagraph' : 'is not readable' };
    }
  } catch {
    return { problem: 'is not readable' };
  }
  const { artifact, format } = file;
  if (!Buffer.from(serializeArtifact(artifact, format)).equals(bytes))
    return { problem: 'does not match its own hash' };
  return { artifact, format, current: format === STORE_FORMAT };
}
