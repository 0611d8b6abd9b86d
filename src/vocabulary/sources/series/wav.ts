import { Type } from '../../typebox-builders.js';
import type { Column, FieldType } from '../../definition-types.js';
import { defineSource } from '../define-source.js';
import { cutArguments, examplesOf } from './cut-arguments.js';
import { readWav } from './read-wav.js';
import { spectrum } from './spectrum.js';

const isPowerOfTwo = (number: number): boolean => Number.isInteger(Math.log2(number));

const framesOf = (length: number, { window, hop }: { window: number; hop: number }): number =>
  Math.floor((length - window) / hop) + 1;

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
      spectrogram: Type.Union(
        [
          Type.Object(
            {
              window: Type.Integer({
                minimum: 2,
                maximum: 65536,
                description:
                  'Samples of a frame, a power of 2; it has the magnitudes of window / 2 + 1 frequencies.',
              }),
              hop: Type.Integer({
                minimum: 1,
                maximum: 65536,
                description: 'How many samples the next frame begins behind this one.',
              }),
            },
            { additionalProperties: false },
          ),
          Type.Null(),
        ],
        {
          default: null,
          description:
            'Adds a field `spectrogram`, [frames, window / 2 + 1]: magnitudes of frames under a Hann window, log(1 + x), of the mean of the channels.',
        },
      ),
    },
    { additionalProperties: false },
  ),
  declare({ length, channels, spectrogram }) {
    const fields: Record<string, FieldType> = {
      sound: { shape: [length, channels], dtype: 'float32', role: 'value' },
    };
    const splits = { train: { examples: null } };
    if (!spectrogram) return { ok: true, value: { fields, splits } };
    const { window } = spectrogram;
    if (!isPowerOfTwo(window))
      return {
        ok: false,
        problem: `a window of ${window} samples is no power of 2: ${2 ** Math.round(Math.log2(window))} is one`,
        argument: 'spectrogram',
      };
    if (window > length)
      return {
        ok: false,
        problem: `a window of ${window} samples is longer than an example, which has ${length}`,
        argument: 'spectrogram',
      };
    fields['spectrogram'] = {
      shape: [framesOf(length, spectrogram), window / 2 + 1],
      dtype: 'float32',
      role: 'value',
    };
    return { ok: true, value: { fields, splits } };
  },
  files: ({ path }) => [{ path, kind: 'file' }],
  async load({ path, length, stride, channels, rate, spectrogram }, tools) {
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
    if (spectrogram) {
      const frames = framesOf(length, spectrogram);
      const bins = spectrogram.window / 2 + 1;
      const all = new Float32Array(examples * frames * bins);
      for (let at = 0; at < examples; at += 1) {
        for (let frame = 0; frame < frames; frame += 1) {
          const begin = at * step + frame * spectrogram.hop;
          const magnitudes = spectrum(mono.subarray(begin, begin + spectrogram.window));
          all.set(magnitudes.map(Math.log1p), (at * frames + frame) * bins);
        }
      }
      columns['spectrogram'] = { data: all, shape: [frames, bins], scale: 1 };
    }
    return {
      splits: { train: { examples, columns } },
      hash: tools.sha256(JSON.stringify([length, step, channels, spectrogram]), file.bytes),
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
