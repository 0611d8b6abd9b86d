import { nullPrototypeRecord } from '../../../records/index.js';
import { Type } from '../../typebox-builders.js';
import type { Column, FieldType, LoadedSplit, SourceLoaderTools } from '../../definition-types.js';
import { defineSource, labelColumn } from '../define-source.js';
import {
  classNames,
  classNumbersOf,
  extensionOf,
  findFolders,
  foldersOf,
  ignoredFilesText,
  labelArguments,
  labelsProblem,
  listFiles,
} from '../folders/index.js';
import { cutArguments, examplesOf } from './cut-arguments.js';
import { readWav } from './read-wav.js';
import { spectrum } from './spectrum.js';

const isPowerOfTwo = (number: number): boolean => Number.isInteger(Math.log2(number));

/** Frames of a spectrogram: null where none is asked for. */
function framing(length: number, window: number | null, given: number | null) {
  if (window === null) return null;
  const hop = given ?? window / 2;
  return { window, hop, frames: Math.floor((length - window) / hop) + 1, bins: window / 2 + 1 };
}

export const wavSource = defineSource({
  name: 'wav',
  summary:
    'Sounds, a file or a folder of them, cut into stretches of so many samples, as they are or as a spectrogram; classes by folder or by the names of the files.',
  about: "A person's own files.",
  args: Type.Object(
    {
      path: Type.String({
        minLength: 1,
        description:
          'A WAV file (PCM of 8, 16, 24 or 32 bits, or floats of 32), or a folder with such files, and with the folders in it; relative to the data directory or the graph. Of a folder, files that are shorter than an example are filled up with silence.',
      }),
      ...cutArguments('samples'),
      channels: Type.Integer({
        default: 1,
        minimum: 1,
        maximum: 64,
        description: 'How many channels there are; with 1, those of a file that has more are averaged.',
      }),
      rate: Type.Union([Type.Integer({ minimum: 1, maximum: 1_048_576 }), Type.Null()], {
        default: null,
        description: 'Samples a second that the file must have; by default any number.',
      }),
      window: Type.Union([Type.Integer({ minimum: 2, maximum: 65536 }), Type.Null()], {
        default: null,
        description:
          'Adds the field `spectrogram`, [frames, window / 2 + 1]: log(1 + x) of the magnitudes in frames of so many samples, a power of 2, under a Hann window; of the mean of the channels.',
      }),
      hop: Type.Union([Type.Integer({ minimum: 1, maximum: 65536 }), Type.Null()], {
        default: null,
        description: 'How many samples the next frame begins behind this one; by default half a window.',
      }),
      ...labelArguments('sounds'),
    },
    { additionalProperties: false },
  ),
  declare({ path, length, channels, window, hop, labels, classes, splits }) {
    const names = classNames(classes);
    const problem = labelsProblem(labels, names);
    if (problem) return problem;
    const one = labels !== 'none' ? 'labels' : splits !== null ? 'splits' : null;
    if (one !== null && isFile(path))
      return { ok: false, problem: `${path} is one file, and ${one} are those of a folder`, argument: one };
    const fields: Record<string, FieldType> = {
      sound: { shape: [length, channels], dtype: 'float32', role: 'value' },
    };
    if (labels !== 'none') {
      fields['label'] = {
        shape: [names.length],
        dtype: 'float32',
        role: 'label',
        // A number gives only how many classes there are, not their names.
        ...(Array.isArray(classes) ? { classes: names } : {}),
      };
    }
    const divided = Object.keys(splits ?? { train: '' });
    const declared = Object.fromEntries(divided.map((name) => [name, { examples: null }]));
    const framed = framing(length, window, hop);
    if (!framed && hop !== null)
      return {
        ok: false,
        problem: 'a hop is from one window to the next: there is no window',
        argument: 'hop',
      };
    if (!framed || window === null) return { ok: true, value: { fields, splits: declared } };
    if (!isPowerOfTwo(window))
      return {
        ok: false,
        problem: `a window of ${window} samples is no power of 2: ${2 ** Math.round(Math.log2(window))} is one`,
        argument: 'window',
      };
    if (window > length)
      return {
        ok: false,
        problem: `a window of ${window} samples is longer than an example, which has ${length}`,
        argument: 'window',
      };
    fields['spectrogram'] = {
      shape: [framed.frames, framed.bins],
      dtype: 'float32',
      role: 'value',
    };
    return { ok: true, value: { fields, splits: declared } };
  },
  files: ({ path, splits }) =>
    isFile(path)
      ? [{ path, kind: 'file' }]
      : foldersOf(path, splits).map(([, folder]) => ({ path: folder, kind: 'folder' })),
  async load({ path, length, stride, channels, rate, window, hop, labels, classes, splits }, tools) {
    const names = classNames(classes);
    const how: Cutting = {
      length,
      step: stride ?? length,
      channels,
      rate,
      framed: framing(length, window, hop),
    };
    const columnsOf = (parts: readonly Stretches[]): Record<string, Column> => ({
      sound: { data: joined(parts.map((one) => one.sound)), shape: [length, channels], scale: 1 },
      ...(how.framed
        ? {
            spectrogram: {
              data: joined(parts.map((one) => one.spectrogram!)),
              shape: [how.framed.frames, how.framed.bins],
              scale: 1,
            },
          }
        : {}),
    });
    const form = [length, how.step, channels, how.framed];
    if (isFile(path)) {
      const file = await tools.file({ names: [path] });
      const found = cut(file, how, false, tools);
      return {
        splits: { train: { examples: found.examples, columns: columnsOf([found]) } },
        hash: tools.sha256(JSON.stringify(form), file.bytes),
        origin: file.path,
        simulated: false,
      };
    }
    const loaded = nullPrototypeRecord<LoadedSplit>();
    const content: (Uint8Array | string)[] = [JSON.stringify([...form, names])];
    const folders = await findFolders(foldersOf(path, splits), tools);
    const { readFile } = await import('node:fs/promises');
    for (const [name, folder] of folders) {
      const listing = await listFiles(folder, labels, whyNoSound, [...folders.values()]);
      const ignored = ignoredFilesText(listing);
      const { files } = listing;
      if (files.length === 0) {
        const where = labels === 'folder' ? 'the folders in it (labels: folder)' : 'it';
        throw tools.unusable(
          `${folder} has no sounds in ${where}: no WAV file${ignored === null ? '' : ` (${ignored})`}.`,
        );
      }
      if (ignored !== null) tools.progress(`${folder}: ${ignored}.`);
      const ofFiles = labels === 'none' ? null : classNumbersOf(folder, files, names, 'sounds', tools);
      const parts: Stretches[] = [];
      const numbers: number[] = [];
      content.push(name);
      for (const [at, { file }] of files.entries()) {
        const bytes = await readFile(`${folder}/${file}`);
        const found = cut({ path: `${folder}/${file}`, bytes }, how, true, tools);
        parts.push(found);
        if (ofFiles) numbers.push(...new Array<number>(found.examples).fill(ofFiles[at]!));
        content.push(ofFiles ? String(ofFiles[at]) : '', tools.sha256(bytes));
      }
      const filled = parts.filter(({ isFilled }) => isFilled).length;
      if (filled > 0)
        tools.progress(
          `${folder}: ${filled} of ${files.length} sounds are shorter than ${length} samples, and are filled up with silence.`,
        );
      loaded[name] = {
        examples: parts.reduce((sum, one) => sum + one.examples, 0),
        columns: {
          ...columnsOf(parts),
          ...(ofFiles ? { label: labelColumn(Int32Array.from(numbers), names.length) } : {}),
        },
      };
    }
    return { splits: loaded, hash: tools.sha256(...content), origin: path, simulated: false };
  },
});

const isFile = (path: string): boolean => /[.]wave?$/i.test(path);

/** Why a file of a folder is not read. */
function whyNoSound(name: string): string | undefined {
  if (isFile(name)) return undefined;
  const ending = extensionOf(name);
  if (/^[.](mp3|flac|ogg|opus|m4a|aac|aiff?|wma)$/.test(ending))
    return `${ending} (not read: convert them to WAV)`;
  return ending === '' ? 'without an ending' : ending;
}

/** How sounds are cut. */
interface Cutting {
  length: number;
  step: number;
  channels: number;
  rate: number | null;
  framed: ReturnType<typeof framing>;
}

/** Examples of one file, one behind the other. */
interface Stretches {
  examples: number;
  sound: Float32Array;
  spectrogram: Float32Array | null;
  isFilled: boolean;
}

/** @param isFilledUp whether a file that is shorter than an example is filled up with silence; else it is an error */
function cut(
  { path, bytes }: { path: string; bytes: Uint8Array },
  { length, step, channels, rate, framed }: Cutting,
  isFilledUp: boolean,
  tools: SourceLoaderTools,
): Stretches {
  const found = readWav(bytes);
  if (typeof found === 'string') throw tools.unusable(`${path} ${found}.`);
  if (rate !== null && found.rate !== rate) {
    throw tools.unusable(`${path} has ${found.rate} samples a second; rate: ${rate} is expected.`);
  }
  if (channels !== 1 && found.channels !== channels) {
    throw tools.unusable(
      `${path} has ${found.channels === 1 ? 'one channel' : `${found.channels} channels`}; channels: ${channels} is expected. If the file is right, write channels: ${found.channels}.`,
    );
  }
  const total = found.data.length / found.channels;
  const isShort = total < length;
  if (isShort && !isFilledUp) throw tools.unusable(`${path} has ${total} samples; an example has ${length}.`);
  const whole = isShort ? new Float32Array(length * found.channels) : found.data;
  if (isShort) whole.set(found.data);
  const mono = found.channels === 1 ? whole : mixed(whole, found.channels);
  const data = found.channels === channels ? whole : mono;
  const examples = examplesOf(Math.max(total, length), length, step);
  const width = length * channels;
  const sound = new Float32Array(examples * width);
  for (let at = 0; at < examples; at += 1)
    sound.set(data.subarray(at * step * channels, at * step * channels + width), at * width);
  const spectrogram = framed && new Float32Array(examples * framed.frames * framed.bins);
  if (framed && spectrogram) {
    const { frames, bins, hop, window } = framed;
    for (let at = 0; at < examples; at += 1) {
      for (let frame = 0; frame < frames; frame += 1) {
        const begin = at * step + frame * hop;
        const magnitudes = spectrum(mono.subarray(begin, begin + window));
        spectrogram.set(magnitudes.map(Math.log1p), (at * frames + frame) * bins);
      }
    }
  }
  return { examples, sound, spectrogram, isFilled: isShort };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of parts) {
    all.set(one, at);
    at += one.length;
  }
  return all;
}

/** The mean of the channels. */
function mixed(data: Float32Array, channels: number): Float32Array {
  return Float32Array.from({ length: data.length / channels }, (_, at) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) sum += data[at * channels + channel]!;
    return sum / channels;
  });
}
