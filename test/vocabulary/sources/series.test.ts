/** Texts and sounds, cut into examples. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { all, checked, open, refusal, temporary } from './support.js';

const folder = temporary();
const put = (name: string, bytes: Uint8Array | string) => writeFile(join(folder(), name), bytes);
const here = () => ({ base: folder() });

async function fields(entry: string, names: readonly string[]) {
  const set = (await open(entry, here())).split('train');
  const found = set.gather(all(set), 0, [...names]);
  return { examples: set.examples, ...Object.fromEntries(names.map((name) => [name, [...found[name]!]])) };
}

describe('text_file', () => {
  it('is bytes, with those that follow, or characters of an alphabet', async () => {
    await put('abc.txt', 'abcdefg');
    await put('abc.txt.gz', gzipSync('abcdefg'));
    const bytes = { examples: 2, text: [98, 99, 100, 101, 102, 103], next: [99, 100, 101, 102, 103, 104] };
    expect(await fields('{source: text_file, path: abc.txt, length: 3}', ['text', 'next'])).toEqual(bytes);
    expect(await fields('{source: text_file, path: abc.txt.gz, length: 3}', ['text', 'next'])).toEqual(bytes);
    await put('umlaut.txt', 'aäa\nä');
    expect(
      await fields('{source: text_file, path: umlaut.txt, length: 2, stride: 1, alphabet: "aä\\n"}', [
        'text',
        'next',
      ]),
    ).toEqual({ examples: 3, text: [1, 2, 2, 1, 1, 3], next: [2, 1, 1, 3, 3, 2] });
  });

  it('says what is wrong, and where', async () => {
    await put('lines.txt', 'ab\nab\naz');
    const of = (more: string) => refusal(`{source: text_file, path: lines.txt, ${more}}`, here());
    expect(await of('length: 4, alphabet: "ab\\n"')).toMatch(/line 3 of .*lines\.txt has the character "z"/);
    expect(await of('length: 8')).toMatch(
      /has 8 characters; an example of 8 and the one that follows need 9/,
    );
    await put('lines.txt', new Uint8Array([0xff, 0xfe, 0x00]));
    expect(await of('length: 2, alphabet: ab')).toMatch(/is no text in UTF-8/);
    expect(
      checked('{source: text_file, path: a, length: 2, alphabet: aba}').diagnostics[0]!.message,
    ).toContain('the alphabet has "a" twice');
  });
});

/** A WAV file of samples [samples, channels] from -1 to 1. */
function wav(
  samples: readonly number[],
  { bits = 16, channels = 1, kind = 1, rate = 8000 } = {},
): Uint8Array {
  const width = bits / 8;
  const bytes = Buffer.alloc(44 + 10 + samples.length * width);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(kind, 20);
  bytes.writeUInt16LE(channels, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * channels * width, 28);
  bytes.writeUInt16LE(channels * width, 32);
  bytes.writeUInt16LE(bits, 34);
  // A chunk of one byte, which is filled up to two.
  bytes.write('note', 36);
  bytes.writeUInt32LE(1, 40);
  bytes.write('data', 46);
  bytes.writeUInt32LE(samples.length * width, 50);
  samples.forEach((sample, at) => {
    const place = 54 + at * width;
    if (kind === 3) bytes.writeFloatLE(sample, place);
    else if (bits === 8) bytes.writeUInt8(sample * 128 + 128, place);
    else bytes.writeIntLE(sample * 2 ** (bits - 1), place, width);
  });
  return bytes;
}

describe('wav', () => {
  const samples = [0, 0.5, -0.5, 0.25, -1, 0.75];

  it.each([
    [8, 1],
    [16, 1],
    [24, 1],
    [32, 1],
    [32, 3],
  ])('reads samples of %i bits, form %i', async (bits, kind) => {
    await put('a.wav', wav(samples, { bits, kind }));
    expect(await fields('{source: wav, path: a.wav, length: 3, rate: 8000}', ['sound'])).toEqual({
      examples: 2,
      sound: samples,
    });
  });

  it('has the channels of the file, or their mean', async () => {
    await put('b.wav', wav(samples, { channels: 2 }));
    expect(await fields('{source: wav, path: b.wav, length: 1, channels: 2}', ['sound'])).toEqual({
      examples: 3,
      sound: samples,
    });
    expect(await fields('{source: wav, path: b.wav, length: 2, stride: 1}', ['sound'])).toEqual({
      examples: 2,
      sound: [0.25, -0.125, -0.125, -0.125],
    });
  });

  it('shows in its spectrogram which tone there is', async () => {
    const tone = (cycles: number) =>
      Array.from({ length: 32 }, (_, at) => Math.sin((2 * Math.PI * cycles * at) / 32));
    await put('c.wav', wav([...tone(4), ...tone(10)], { bits: 32, kind: 3 }));
    const entry = '{source: wav, path: c.wav, length: 64, window: 32, hop: 32}';
    const { spectrogram } = (await fields(entry, ['spectrogram'])) as unknown as { spectrogram: number[] };
    expect(spectrogram).toHaveLength(2 * 17);
    const loudest = [spectrogram.slice(0, 17), spectrogram.slice(17)].map((frame) =>
      frame.indexOf(Math.max(...frame)),
    );
    expect(loudest).toEqual([4, 10]);
    // A sine of amplitude 1 under a Hann window, whose mean is 1/2: a quarter of its samples.
    expect(Math.expm1(spectrogram[4]!)).toBeCloseTo(8, 4);
  });

  it('reads the files of a folder, with classes by folder and splits', async () => {
    for (const inside of ['train/no', 'train/yes', 'test/yes'])
      await mkdir(join(folder(), 'words', inside), { recursive: true });
    await put('words/train/yes/b.wav', wav([0.5, -0.5, 0.25, 0.75]));
    await put('words/train/yes/a.WAV', wav([0.25]));
    await put('words/train/no/c.wav', wav([-1, 0, 0.5]));
    await put('words/train/no/c.txt', 'no');
    await put('words/test/yes/d.wav', wav([0.75, 0.75]));
    const entry =
      '{source: wav, path: words, length: 2, labels: folder, classes: [yes, no], splits: {train: train, test: test}}';
    const said: string[] = [];
    const set = await open(entry, here(), said);
    const of = (split: string) => {
      const part = set.split(split);
      const { sound, label } = part.gather(all(part), 0, ['sound', 'label']);
      return { sound: [...sound!], label: [...label!] };
    };
    // By the names of files; what is shorter than an example ends in silence.
    expect(of('train')).toEqual({
      sound: [-1, 0, 0.25, 0, 0.5, -0.5, 0.25, 0.75],
      label: [0, 1, 1, 0, 1, 0, 1, 0],
    });
    expect(said.join('\n')).toMatch(/1 of 3 sounds are shorter than 2 samples/);
    expect(said.join('\n')).toMatch(/3 of 4 files used; ignored: 1 \.txt/);
    expect(of('test')).toEqual({ sound: [0.75, 0.75], label: [1, 0] });
    const prefixed =
      '{source: wav, path: words/train, length: 4, window: 4, labels: prefix, classes: [a.WAV, b.wav, c.wav]}';
    expect((await open(prefixed, here())).split('train').examples).toBe(3);
  });

  it('says what is wrong with a folder', async () => {
    await mkdir(join(folder(), 'sounds/maybe'), { recursive: true });
    const of = (more: string) => refusal(`{source: wav, path: sounds, length: 2, ${more}}`, here());
    await put('sounds/maybe/e.mp3', 'x');
    expect(await of('channels: 1')).toMatch(
      /has no sounds in it: no WAV file \(0 of 1 files used; ignored: 1 .mp3 \(not read: convert/,
    );
    await put('sounds/maybe/e.wav', wav(samples));
    expect(await of('labels: folder, classes: [yes, no]')).toMatch(
      /is of the class maybe, which is none of classes: \[yes, no\]/,
    );
    expect(await of('rate: 16000')).toMatch(
      /maybe\/e\.wav has 8000 samples a second; rate: 16000 is expected/,
    );
    expect(await refusal('{source: wav, path: noises, length: 2}', here())).toMatch(
      /There is no folder noises/,
    );
    const one = checked('{source: wav, path: a.wav, length: 2, labels: folder, classes: 2}').diagnostics[0]!;
    expect(one.message).toContain('a.wav is one file, and labels are those of a folder');
  });

  it('says what is wrong', async () => {
    await put('d.wav', wav(samples));
    const of = (more: string) => refusal(`{source: wav, path: d.wav, ${more}}`, here());
    expect(await of('length: 7')).toMatch(/has 6 samples; an example has 7/);
    expect(await of('length: 2, rate: 16000')).toMatch(/has 8000 samples a second; rate: 16000 is expected/);
    expect(await of('length: 2, channels: 2')).toMatch(/has one channel; channels: 2 is expected/);
    await put('d.wav', 'RIFF, but no sound');
    expect(await of('length: 2')).toMatch(/is no WAV file/);
    await put('d.wav', wav(samples, { kind: 85 }));
    expect(await of('length: 2')).toMatch(/form 85 with 16 bits and 1 channels; PCM of 8/);
    const odd = checked('{source: wav, path: a, length: 64, window: 30, hop: 8}').diagnostics[0]!;
    expect(odd.message).toContain('a window of 30 samples is no power of 2: 32 is one');
  });
});
