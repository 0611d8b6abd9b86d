import { Type } from '../../typebox-builders.js';
import type { Column, FieldType } from '../../definition-types.js';
import { defineSource } from '../define-source.js';
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
  summary: 'A sound, cut into stretches of so many samples, as they are or as a spectrogram.',
  about: "A person's own files.",
  args: Type.Object(
    {
      path: Type.String({
        minLength: 1,
        description:
          'A WAV file (PCM of 8, 16, 24 or 32 bits, or floats of 32); relative to the data directory or the graph.',
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
    },
    { additionalProperties: false },
  ),
  declare({ length, channels, window, hop }) {
    const fields: Record<string, FieldType> = {
      sound: { shape: [length, channels], dtype: 'float32', role: 'value' },
    };
    const splits = { train: { examples: null } };
    const framed = framing(length, window, hop);
    if (!framed && hop !== null)
      return {
        ok: false,
        problem: 'a hop is from one window to the next: there is no window',
        argument: 'hop',
      };
    if (!framed || window === null) return { ok: true, value: { fields, splits } };
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
    return { ok: true, value: { fields, splits } };
  },
  files: ({ path }) => [{ path, kind: 'file' }],
  async load({ path, length, stride, channels, rate, window, hop }, tools) {
    const file = await tools.file({ names: [path] });
    const found = readWav(file.bytes);
    if (typeof found === 'string') throw tools.unusable(`${file.path} ${found}.`);
    if (rate !== null && found.rate !== rate) {
      throw tools.unusable(`${file.path} has ${found.rate} samples a second; rate: ${rate} is expected.`);
    }
    if (channels !== 1 && found.channels !== channels) {
      throw tools.unusable(
        `${file.path} has ${found.channels === 1 ? 'one channel' : `${found.channels} channels`}; channels: ${channels} is expected. If the file is right, write channels: ${found.channels}.`,
      );
    }
    const total = found.data.length / found.channels;
    const data = found.channels === channels ? found.data : mixed(found.data, found.channels);
    const mono = found.channels === 1 ? found.data : mixed(found.data, found.channels);
    const step = stride ?? length;
    const examples = examplesOf(total, length, step);
    if (examples === 0) throw tools.unusable(`${file.path} has ${total} samples; an example has ${length}.`);
    const width = length * channels;
    const sound = new Float32Array(examples * width);
    for (let at = 0; at < examples; at += 1)
      sound.set(data.subarray(at * step * channels, at * step * channels + width), at * width);
    const columns: Record<string, Column> = { sound: { data: sound, shape: [length, channels], scale: 1 } };
    const framed = framing(length, window, hop);
    if (framed) {
      const { frames, bins } = framed;
      const all = new Float32Array(examples * frames * bins);
      for (let at = 0; at < examples; at += 1) {
        for (let frame = 0; frame < frames; frame += 1) {
          const begin = at * step + frame * framed.hop;
          const magnitudes = spectrum(mono.subarray(begin, begin + framed.window));
          all.set(magnitudes.map(Math.log1p), (at * frames + frame) * bins);
        }
      }
      columns['spectrogram'] = { data: all, shape: [frames, bins], scale: 1 };
    }
    return {
      splits: { train: { examples, columns } },
      hash: tools.sha256(JSON.stringify([length, step, channels, framed]), file.bytes),
      origin: file.path,
      simulated: false,
    };
  },
});

/** The mean of the channels. */
function mixed(data: Float32Array, channels: number): Float32Array {
  return Float32Array.from({ length: data.length / channels }, (_, at) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) sum += data[at * channels + channel]!;
    return sum / channels;
  });
}
