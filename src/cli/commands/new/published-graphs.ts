/** The graphs that the package comes with. */
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { packageFile } from '../../../package-root.js';

export interface PublishedGraph {
  /** `zoo/hub`; graphs of the reference have no folder before their name. */
  name: string;
  path: string;
  text: string;
  /** What it says of itself. */
  description: string;
}

/** Folders of the package, each with what stands before the names of its graphs. */
const FOLDERS = [
  ['graphs', ''],
  ['graphs/zoo', 'zoo/'],
  ['examples', 'examples/'],
] as const;

/** All of them, in the order of their folders and names. */
export async function publishedGraphs(): Promise<PublishedGraph[]> {
  const found = await Promise.all(
    FOLDERS.map(async ([folder, prefix]) => {
      const directory = packageFile(`${folder}/`);
      const files = (await readdir(directory)).filter((file) => file.endsWith('.yaml')).sort();
      return Promise.all(
        files.map(async (file): Promise<PublishedGraph> => {
          const path = fileURLToPath(new URL(file, directory));
          const text = await readFile(path, 'utf8');
          return {
            name: `${prefix}${file.slice(0, -'.yaml'.length)}`,
            path,
            text,
            description: /^description: (.*)$/m.exec(text)?.[1] ?? '',
          };
        }),
      );
    }),
  );
  return found.flat();
}
