/**
 * WAV files (RIFF): PCM of 8, 16, 24 and 32 bits, and floats of 32 bits, also in the extensible form.
 * Microsoft and IBM, Multimedia Programming Interface and Data Specifications 1.0, 1991.
 */
export interface Sound {
  /** Samples a second. */
  rate: number;
  channels: number;
  /** [samples, channels], from -1 to 1. */
  data: Float32Array;
}

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;

/** The sound, or what is wrong with the file. */
export function readWav(bytes: Uint8Array): Sound | string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tag = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length < 12 || tag(0) !== 'RIFF' || tag(8) !== 'WAVE') return 'is no WAV file';
  let format: { kind: number; channels: number; rate: number; bits: number } | undefined;
  for (let at = 12; at + 8 <= bytes.length;) {
    const [name, size] = [tag(at), view.getUint32(at + 4, true)];
    const body = at + 8;
    if (name === 'fmt ' && size >= 16 && body + 16 <= bytes.length) {
      const kind = view.getUint16(body, true);
      format = {
        kind: kind === EXTENSIBLE && size >= 26 ? view.getUint16(body + 24, true) : kind,
        channels: view.getUint16(body + 2, true),
        rate: view.getUint32(body + 4, true),
        bits: view.getUint16(body + 14, true),
      };
    }
    if (name === 'data') {
      if (!format) return 'has samples before it says of which form they are';
      // Programs that write while they record leave the size at its largest.
      return samples(view, body, Math.min(size, bytes.length - body), format);
    }
    // Chunks begin at even places.
    at = body + size + (size % 2);
  }
  return 'has no samples';
}

function samples(
  view: DataView,
  from: number,
  size: number,
  { kind, channels, rate, bits }: { kind: number; channels: number; rate: number; bits: number },
): Sound | string {
  const read = sampleReader(view, kind, bits);
  if (!read || channels === 0) {
    return `has samples of the form ${kind} with ${bits} bits and ${channels} channels; PCM of 8, 16, 24 or 32 bits and floats of 32 bits are read`;
  }
  const width = bits / 8;
  const count = Math.floor(size / (width * channels)) * channels;
  return { rate, channels, data: Float32Array.from({ length: count }, (_, at) => read(from + at * width)) };
}

function sampleReader(view: DataView, kind: number, bits: number): ((at: number) => number) | undefined {
  if (kind === FLOAT && bits === 32) return (at) => view.getFloat32(at, true);
  if (kind !== PCM) return undefined;
  switch (bits) {
    case 8:
      return (at) => (view.getUint8(at) - 128) / 128;
    case 16:
      return (at) => view.getInt16(at, true) / 2 ** 15;
    case 24:
      return (at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 2 ** 16) / 2 ** 23;
    case 32:
      return (at) => view.getInt32(at, true) / 2 ** 31;
    default:
      return undefined;
  }
}
