/** Arguments of sources that read the files of folders, with classes by folder or by the names of the files. */
import { Type } from '../../typebox-builders.js';
import type { RuleResult, SourceLoaderTools } from '../../definition-types.js';
import { recordOf } from '../files/index.js';
import type { LabelOrigin } from './list-files.js';

/** @param what the files are: `pictures` */
export const labelArguments = (what: string) => ({
  labels: Type.Union([Type.Literal('none'), Type.Literal('folder'), Type.Literal('prefix')], {
    default: 'none',
    description:
      'Where classes come from: `folder`, a folder for each, with the folders in it; `prefix`, the name of the file up to its first `_`.',
  }),
  classes: Type.Union(
    [
      Type.Integer({ minimum: 2, maximum: 100_000 }),
      Type.Array(Type.Union([Type.String(), Type.Number()]), { minItems: 2 }),
      Type.Null(),
    ],
    { default: null, description: 'Names of the classes, in order; a number for 0, 1 and so on.' },
  ),
  splits: Type.Union(
    [recordOf<string>(Type.String({ minLength: 1 }), 'A folder for each split.'), Type.Null()],
    {
      default: null,
      description: `Folder of each split within the path; without it all ${what} are \`train\`.`,
    },
  ),
});

/** Class names as listed in the graph; a number stands for that many, named 0, 1 ... */
export function classNames(classes: number | (string | number)[] | null): string[] {
  if (classes === null) return [];
  return typeof classes === 'number'
    ? Array.from({ length: classes }, (_, n) => `${n}`)
    : classes.map((name) => String(name).normalize('NFC'));
}

/** The folder of each split. */
export const foldersOf = (
  path: string,
  splits: Readonly<Record<string, string>> | null,
): [string, string][] =>
  Object.entries(splits ?? { train: '.' }).map(([name, inside]) => [
    name,
    inside === '.' ? path : `${path}/${inside}`,
  ]);

/** What is wrong with the labels and the names of classes; null if nothing is. */
export function labelsProblem(
  labels: LabelOrigin,
  names: readonly string[],
): Extract<RuleResult<never>, { ok: false }> | null {
  if (labels !== 'none' && names.length === 0) {
    return {
      ok: false,
      problem: 'labels need classes: shapes are known before any file is read',
      argument: 'labels',
      hint:
        labels === 'folder'
          ? 'write the names of the folders in the order of the labels, classes: [cat, dog]; classes: 6 stands for folders named 0 to 5'
          : 'write what the names of the files begin with, in the order of the labels, classes: [cat, dog]; classes: 6 stands for 0 to 5',
    };
  }
  if (labels === 'none' && names.length > 0) {
    return {
      ok: false,
      problem: 'classes are named, but labels is none',
      argument: 'classes',
      hint: 'add labels: folder (a folder for each class) or labels: prefix (files are named class_...)',
    };
  }
  if (new Set(names).size !== names.length) {
    return { ok: false, problem: 'two classes have the same name', argument: 'classes' };
  }
  return null;
}

/** Where the folders of splits lie. Throws if one is missing. */
export async function findFolders(
  wantedOf: readonly (readonly [split: string, folder: string])[],
  tools: SourceLoaderTools,
): Promise<Map<string, string>> {
  const folders = new Map<string, string>();
  for (const [name, wanted] of wantedOf) {
    const folder = await tools.directory(wanted);
    if (folder === null) {
      throw tools.unusable(
        `There is no folder ${wanted}: it is looked for in the data directory (--data DIR), then beside the graph.`,
      );
    }
    folders.set(name, folder);
  }
  return folders;
}
