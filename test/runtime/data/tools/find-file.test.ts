import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SourceUnavailableError, sourceTools } from '../../../../src/runtime/data/tools/index.js';
import { noNetwork } from '../../../vocabulary/sources/support.js';
import { emptyFolder } from './temporary-folder.js';

const folder = emptyFolder();
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

let asked: string[] = [];
let notices: string[] = [];
beforeEach(() => {
  asked = [];
  notices = [];
  vi.stubGlobal('fetch', (url: string) => {
    asked.push(url);
    return noNetwork();
  });
});
afterEach(() => vi.unstubAllGlobals());

const places = (more = {}) => ({ directory: folder.path('data'), cache: folder.path('cache'), ...more });
const request = {
  names: ['set/file.bin', 'set/other.bin'],
  npm: ['made-up-data', 'files/file.bin'] as [string, string],
  urls: ['https://one.invalid/file.bin', 'https://two.invalid/file.bin'],
  sha256: sha256('right'),
};
const find = (options: Parameters<typeof sourceTools>[0] = places(), change: Partial<typeof request> = {}) =>
  sourceTools(options, folder.path('graph'), (text) => notices.push(text)).file({ ...request, ...change });
const text = ({ bytes }: { bytes: Uint8Array }) => new TextDecoder().decode(bytes);
const problem = (...args: Parameters<typeof find>): Promise<string> =>
  find(...args).then(
    () => 'it was found',
    (error: Error) => {
      expect(error).toBeInstanceOf(SourceUnavailableError);
      return error.message;
    },
  );

/** The file in every place except the network, one after another. */
const inData = (content = 'right') => folder.write('data/set/file.bin', content);
const inCache = (content = 'right') => folder.write('cache/set/file.bin', content);
async function inPackage(content = 'right') {
  await folder.write('graph/node_modules/made-up-data/package.json', '{"name": "made-up-data"}');
  return folder.write('graph/node_modules/made-up-data/files/file.bin', content);
}

describe('a well-known file is looked for', () => {
  it('in the data directory, the cache, the npm package and the network, in this order', async () => {
    const npm = await inPackage();
    expect(await find()).toMatchObject({ path: npm, origin: 'npm package made-up-data' });
    const cached = await inCache();
    expect(await find()).toMatchObject({ path: cached, origin: folder.path('cache/set') });
    const own = await inData();
    expect(await find()).toMatchObject({ path: own, origin: folder.path('data/set') });
    expect({ asked, notices }).toEqual({ asked: [], notices: [] });
  });

  it('under each of its names in the data directory', async () => {
    const other = await folder.write('data/set/other.bin', 'right');
    expect((await find()).path).toBe(other);
    const first = await inData();
    expect((await find()).path).toBe(first);
  });

  it("and a person's own may be another, which is said", async () => {
    const path = await inData('another');
    await inCache();
    expect(text(await find())).toBe('another');
    expect(notices).toEqual([
      `${path} is not the file that is known by this name (its checksum differs). It is used all the same.`,
    ]);
  });

  it('but not taken damaged from the cache or the package', async () => {
    await inCache('damaged');
    await inPackage();
    expect(text(await find())).toBe('right');
    await inPackage('of another version');
    const message = await problem();
    expect(message).toContain(
      `  - cache (${folder.path('cache/set/file.bin')}): is damaged (its checksum differs)`,
    );
    expect(message).toContain(
      '  - npm package made-up-data: has another files/file.bin (its checksum differs)',
    );
  });

  it('and where it is nowhere, all that was tried is said, with what helps', async () => {
    const advice = 'npm install made-up-data brings it.';
    expect(await problem(places(), { advice } as never)).toBe(
      [
        'file.bin could not be found. Tried:',
        `  - ${folder.path('data/set/file.bin')}: is not there`,
        `  - ${folder.path('data/set/other.bin')}: is not there`,
        `  - cache (${folder.path('cache/set/file.bin')}): is not there`,
        '  - npm package made-up-data: is not installed',
        '  - https://one.invalid/file.bin: the address is not known (is there a network?)',
        '  - https://two.invalid/file.bin: the address is not known (is there a network?)',
        advice,
        `Or put the file at ${folder.path('data/set/file.bin')}.`,
      ].join('\n'),
    );
    expect(asked).toEqual(request.urls);
  });

  it('without the network once the run has read its data', async () => {
    expect(await problem(places({ surveyed: true }))).toContain('  - network: is not asked any more');
    expect(asked).toEqual([]);
    await inCache();
    expect(text(await find(places({ surveyed: true })))).toBe('right');
  });

  it('without the network if it is not wanted', async () => {
    expect(await problem(places({ offline: true }))).toContain(
      '  - network: is not asked, as --offline says',
    );
    expect(asked).toEqual([]);
    await inCache();
    expect(text(await find(places({ offline: true })))).toBe('right');
  });

  it('and a cache that can not be written is said', async () => {
    await folder.write('cache', 'a file');
    const message = await problem();
    expect(message).toMatch(/ {2}- cache \(.*file\.bin\): can't be written \((ENOTDIR|EEXIST)\)/);
  });
});

describe("a person's own file is looked for", () => {
  const own = { names: ['mine.idx'], npm: undefined, urls: undefined, sha256: undefined } as never;

  it('in the data directory, then beside the graph', async () => {
    const beside = await folder.write('graph/mine.idx', 'beside');
    expect(await find(places(), own)).toMatchObject({ path: beside, origin: beside });
    const data = await folder.write('data/mine.idx', 'data');
    expect((await find(places(), own)).path).toBe(data);
  });

  it('at its path, if that is whole', async () => {
    const path = await folder.write('elsewhere/mine.idx', 'there');
    expect((await find(places(), { names: [path], npm: undefined, urls: undefined } as never)).path).toBe(
      path,
    );
    const absent = join(folder.path('elsewhere'), 'none.idx');
    const message = await problem(places(), { names: [absent], npm: undefined, urls: undefined } as never);
    expect(message.split('\n').slice(0, 2)).toEqual([
      'none.idx could not be found. Tried:',
      `  - ${absent}: is not there`,
    ]);
    expect(message).toContain('Check the path');
  });
});
