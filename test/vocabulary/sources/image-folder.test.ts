import { existsSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { bytesOf, checked, classesOf, countsOf, open, refusal, temporary } from './support.js';

const folder = temporary();

/** An image of one colour, 3 wide and 2 high. */
const picture = (r: number, g: number, b: number) =>
  sharp({ create: { width: 3, height: 2, channels: 3, background: { r, g, b } } })
    .png()
    .toBuffer();

async function files(named: Record<string, Uint8Array | string>) {
  for (const [name, bytes] of Object.entries(named)) {
    await mkdir(dirname(join(folder(), name)), { recursive: true });
    await writeFile(join(folder(), name), bytes);
  }
}

const entry = (path: string, more = '') => `{source: image_folder, path: ${path}, size: [2, 2]${more}}`;
const opened = (path: string, more = '') => open(entry(path, more), { base: folder() });
const refused = (path: string, more = '') => refusal(entry(path, more), { base: folder() });

describe('image_folder', () => {
  it('reads all pictures of a folder and of the folders in it, in the order of their names, and nothing else', async () => {
    await files({
      'plain/b.png': await picture(0, 200, 0),
      'plain/a.PNG': await picture(255, 0, 0),
      'plain/notes.txt': 'no picture',
      'plain/._a.png': 'what another system left behind',
      'plain/album.png/c.png': await picture(0, 0, 255),
    });
    const notices: string[] = [];
    const dataset = await open(entry('plain'), { base: folder() }, notices);
    const set = dataset.split('train');
    expect(Object.keys(set.fields)).toEqual(['image']);
    expect(set.fields.image!.shape).toEqual([2, 2, 3]);
    expect(set.examples).toBe(3);
    expect([...bytesOf(set, 0)]).toEqual([255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0]);
    expect([...bytesOf(set, 1)].slice(0, 3)).toEqual([0, 0, 255]);
    expect([...bytesOf(set, 2)].slice(0, 3)).toEqual([0, 200, 0]);
    expect(notices).toEqual([`${join(folder(), 'plain')}: 3 of 4 files used; ignored: 1 .txt.`]);
    expect(dataset).toMatchObject({ origin: 'plain', simulated: false });
  });

  it('makes gray pictures where one channel is asked for', async () => {
    await files({ 'gray/a.png': await picture(255, 0, 0) });
    const set = (await opened('gray', ', channels: 1')).split('train');
    expect(set.fields.image!.shape).toEqual([2, 2, 1]);
    expect([...bytesOf(set, 0)]).toEqual([76, 76, 76, 76]);
  });

  it('takes classes from folders, numbered as they are listed', async () => {
    await files({
      'pets/cat/1.png': await picture(1, 1, 1),
      'pets/dog/1.png': await picture(2, 2, 2),
      'pets/dog/2.png': await picture(3, 3, 3),
      'pets/.thumbnails/1.png': await picture(4, 4, 4),
      'pets/readme.png': await picture(5, 5, 5),
    });
    const set = (await opened('pets', ', labels: folder, classes: [dog, cat]')).split('train');
    expect(set.fields.label!.shape).toEqual([2]);
    expect(classesOf(set)).toEqual([1, 0, 0]);
    expect([0, 1, 2].map((i) => bytesOf(set, i)[0])).toEqual([1, 2, 3]);
  });

  it('enters the folders in a class, and says what it leaves out, and why', async () => {
    const dot = await picture(1, 2, 3);
    const gray = Buffer.concat([Buffer.from('P5 1 1 255\n'), Uint8Array.of(9)]);
    const jpeg = await sharp(dot).jpeg().toBuffer();
    await files({
      'deep/cat/1.png': dot,
      'deep/cat/2019/june/2.jfif': jpeg,
      'deep/cat/2019/3.jpe': jpeg,
      'deep/dog/kennel/1.pgm': gray,
      'deep/dog/kennel/2.HEIC': 'no matter',
      'deep/dog/3.heic': 'no matter',
      'deep/dog/list': 'no matter',
      'deep/stray.png': dot,
    });
    execFileSync('mkfifo', [join(folder(), 'deep/cat/pipe.png')]);
    await symlink(join(folder(), 'deep'), join(folder(), 'deep/dog/around'));
    await symlink(join(folder(), 'nowhere'), join(folder(), 'deep/dog/gone.png'));
    const notices: string[] = [];
    const wanted = entry('deep', ', labels: folder, classes: [cat, dog]');
    const set = (await open(wanted, { base: folder() }, notices)).split('train');
    expect(classesOf(set)).toEqual([0, 0, 0, 1]);
    expect(bytesOf(set, 3)[0]).toBe(9);
    expect(notices).toEqual([
      `${join(folder(), 'deep')}: 4 of 10 files used; ignored: 2 .heic (not read: convert them to JPEG or PNG), ` +
        '1 in no folder of a class, 1 links that lead nowhere, 1 pipes, sockets and devices, 1 without an ending.',
    ]);
  });

  it('says how many pictures are not as Keras would read them', async () => {
    await files({
      'odd/a.jpg': await sharp(await picture(200, 0, 0))
        .withMetadata({ orientation: 6 })
        .jpeg()
        .toBuffer(),
      'odd/b.png': await sharp(new Uint16Array([300, 65_535]), { raw: { width: 2, height: 1, channels: 1 } })
        .toColourspace('grey16')
        .png()
        .toBuffer(),
    });
    const notices: string[] = [];
    await open(entry('odd'), { base: folder() }, notices);
    expect(notices.map((notice) => notice.slice(notice.indexOf(':') + 2))).toEqual([
      "1 of 2 pictures are turned upright, as their Exif orientation says (Keras's load_img leaves them as they lie).",
      "1 of 2 pictures are gray of 16 bits, of which the upper 8 are used (Keras's load_img clips them at 255).",
    ]);
  });

  it('leaves to another split what lies in its folder', async () => {
    await files({ 'nest/a.png': await picture(1, 1, 1), 'nest/test/b.png': await picture(2, 2, 2) });
    const dataset = await opened('nest', ", splits: {train: '.', test: test}");
    expect(['train', 'test'].map((split) => dataset.split(split).examples)).toEqual([1, 1]);
  });

  it('knows a class by its name, with accents in one piece or apart', async () => {
    await files({
      'drinks/cafe\u0301/1.png': await picture(1, 1, 1),
      'drinks/tea/1.png': await picture(2, 2, 2),
    });
    for (const word of ['caf\u00e9', 'cafe\u0301']) {
      const set = (await opened('drinks', `, labels: folder, classes: [tea, ${word}]`)).split('train');
      expect(classesOf(set)).toEqual([1, 0]);
    }
  });

  it('follows links to folders and files', async () => {
    await files({ 'far/1.png': await picture(6, 6, 6), 'linked/cat/1.png': await picture(7, 7, 7) });
    await symlink(join(folder(), 'far'), join(folder(), 'linked/dog'));
    await symlink(join(folder(), 'far/1.png'), join(folder(), 'linked/cat/2.png'));
    const set = (await opened('linked', ', labels: folder, classes: [cat, dog]')).split('train');
    expect(classesOf(set)).toEqual([0, 0, 1]);
    expect([0, 1, 2].map((i) => bytesOf(set, i)[0])).toEqual([7, 6, 6]);
  });

  it('takes classes from what files begin with; a number stands for 0, 1 and so on', async () => {
    await files({ 'signs/1_a.png': await picture(1, 1, 1), 'signs/0_b.png': await picture(2, 2, 2) });
    const set = (await opened('signs', ', labels: prefix, classes: 2')).split('train');
    expect(classesOf(set)).toEqual([0, 1]);
    expect([0, 1].map((i) => bytesOf(set, i)[0])).toEqual([2, 1]);
  });

  it('says which classes have no pictures', async () => {
    await files({ 'lonely/cat/1.png': await picture(1, 1, 1) });
    const notices: string[] = [];
    const wanted = entry('lonely', ', labels: folder, classes: [ant, cat, dog]');
    const set = (await open(wanted, { base: folder() }, notices)).split('train');
    expect(classesOf(set)).toEqual([1]);
    expect(notices).toEqual([`${join(folder(), 'lonely')} has no pictures of the classes ant, dog.`]);
  });

  it('has the splits that are named', async () => {
    await files({ 'all/one/a.png': await picture(1, 1, 1), 'all/two/b.png': await picture(2, 2, 2) });
    const dataset = await opened('all', ', splits: {train: one, held: two}');
    expect(['train', 'held'].map((split) => bytesOf(dataset.split(split), 0)[0])).toEqual([1, 2]);
    expect(() => dataset.split('test')).toThrow('no split named test');
  });

  it('is known by its pictures and by what they are labelled', async () => {
    await files({ 'known/0_a.png': await picture(9, 9, 9), 'known/1_b.png': await picture(8, 8, 8) });
    const hashes = [
      await opened('known'),
      await opened('known', ', channels: 1'),
      await opened('known', ', labels: prefix, classes: 2'),
      await opened('known', ', labels: prefix, classes: [1, 0]'),
    ];
    await files({ 'known/0_a.png': await picture(9, 9, 10) });
    hashes.push(await opened('known'));
    expect(new Set(hashes.map(({ hash }) => hash)).size).toBe(5);
  });
});

const directory = process.env.LAGRAPH_DATA;
const real = directory !== undefined && existsSync(join(directory, 'signs/64x64_SIGNS'));

it.runIf(real)('image_folder reads SIGNS from its JPEGs (needs LAGRAPH_DATA)', async () => {
  const notices: string[] = [];
  const dataset = await open(
    '{source: image_folder, path: signs/64x64_SIGNS, labels: prefix, classes: 6, ' +
      'splits: {train: train_signs, held: val_signs, test: test_signs}}',
    { directory: directory! },
    notices,
  );
  const counts = ['train', 'held', 'test'].map((split) => countsOf(dataset.split(split)));
  expect(counts.map((each) => each.reduce((sum, count) => sum + count, 0))).toEqual([864, 216, 120]);
  expect(counts[2]).toEqual(Array(6).fill(20));
  expect(counts[0]!.map((count, label) => count + counts[1]![label]!)).toEqual(Array(6).fill(180));
  expect(dataset.split('train').fields.image!.shape).toEqual([64, 64, 3]);
  expect(notices).toEqual([]);
});

describe('image_folder refuses', () => {
  it('a picture that can not be read, by its name', async () => {
    await files({
      'bad/a.png': await picture(1, 1, 1),
      'bad/b.jpg': 'not really',
      'cut/a.png': (await picture(1, 1, 1)).subarray(0, 50),
    });
    const message = await refused('bad');
    expect(message).toContain(`${join(folder(), 'bad/b.jpg')} can't be read as an image: `);
    expect(message).toMatch(/Put a good copy in its place, or take it away\.$/);
    expect(await refused('cut')).toContain(`${join(folder(), 'cut/a.png')} can't be read as an image: `);
  });

  it('a folder without pictures', async () => {
    await files({ 'empty/notes.txt': 'none', 'flat/a.png': await picture(1, 1, 1) });
    expect(await refused('empty')).toContain(`${join(folder(), 'empty')} has no pictures in it`);
    expect(await refused('flat', ', labels: folder, classes: 2')).toContain(
      `${join(folder(), 'flat')} has no pictures in the folders in it (labels: folder)`,
    );
  });

  it('a folder that is not there, or is a file', async () => {
    await files({ 'file.png': await picture(1, 1, 1) });
    for (const path of ['nowhere', 'file.png']) {
      expect(await refused(path)).toContain(
        `There is no folder ${path}: it is looked for in the data directory (--data DIR), then beside the graph.`,
      );
    }
    expect(await refused('.', ', splits: {train: nowhere}')).toContain('There is no folder ./nowhere');
  });

  it('a class that is not listed', async () => {
    await files({ 'mice/mouse/1.png': await picture(1, 1, 1) });
    expect(await refused('mice', ', labels: folder, classes: [cat, dog]')).toContain(
      `${join(folder(), 'mice/mouse/1.png')} is of the class mouse, which is none of classes: [cat, dog]. ` +
        'Add it there, or take the file away.',
    );
    expect(await refused('mice/mouse', ', labels: prefix, classes: 100000')).toContain('19 ...]');
  });
});

describe('the arguments of image_folder', () => {
  it.each([
    [
      'labels: folder',
      'folder',
      /labels need classes/,
      /names of the folders.*classes: \[cat, dog\]; classes: 6/,
    ],
    ['labels: prefix', 'prefix', /labels need classes/, /what the names of the files begin with/],
    ['classes: [cat, dog]', '[cat, dog]', /labels is none/, /add labels: folder/],
    ['labels: folder, classes: [cat, cat]', '[cat, cat]', /two classes have the same name/, /^$/],
  ])('%s: the mistake is shown, and what to write', (argument, place, message, help) => {
    const text = `lagraph: 1\nname: one\ndata:\n  one: {source: image_folder, path: photos, ${argument}}\n`;
    const { program, diagnostics } = checked(`{source: image_folder, path: photos, ${argument}}`);
    expect(program).toBeUndefined();
    const [found, ...others] = diagnostics.filter(({ severity }) => severity === 'error');
    expect(others).toEqual([]);
    expect(found).toMatchObject({ code: 'bad-source', message: expect.stringMatching(message) });
    expect(text.slice(found!.range!.start, found!.range!.end)).toBe(place);
    expect(found!.suggestion?.message ?? '').toMatch(help);
  });
});
