/**
 * Generates dist/index.d.ts: lagraph's exports and the types that they refer to, in one file without imports. The
 * types of its dependencies would not pass `strict` with `skipLibCheck: false` (tfjs's don't), and would need further
 * type packages.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';

/** What the package exports, from dist/.types to dist. */
const ENTRIES = [
  ['index.d.ts', 'index.d.ts'],
  ['vocabulary/words.d.ts', 'vocabulary/words.d.ts'],
];

/** Rolls the declarations that tsc wrote to dist/.types into one file for each entry, and removes them. */
export function rollUpTypes(root) {
  for (const [from, to] of ENTRIES) rollUp(root, from, to);
  rmSync(join(root, 'dist/.types'), { recursive: true });
}

function rollUp(root, from, to) {
  const config = ExtractorConfig.prepare({
    packageJsonFullPath: join(root, 'package.json'),
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: join(root, 'dist/.types', from),
      compiler: { tsconfigFilePath: join(root, 'tsconfig.build.json') },
      apiReport: { enabled: false },
      docModel: { enabled: false },
      tsdocMetadata: { enabled: false },
      dtsRollup: { enabled: true, untrimmedFilePath: join(root, 'dist', to) },
    },
  });
  const { succeeded } = Extractor.invoke(config, {
    localBuild: true,
    messageCallback(message) {
      // Messages about the style of doc comments are ignored.
      if (message.logLevel !== 'error') message.handled = true;
    },
  });
  if (!succeeded) throw new Error('the types of lagraph could not be rolled into one file');
}
