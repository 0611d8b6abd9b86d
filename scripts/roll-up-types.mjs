/**
 * dist/index.d.ts: what lagraph exports and the types that it is told by, in one file without imports. The types of its
 * dependencies would not pass `strict` with `skipLibCheck: false` (tfjs's don't), and need packages of types of their own.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';

/** Rolls the declarations that tsc left in dist/.types into one, and takes them away. */
export function rollUpTypes(root) {
  const config = ExtractorConfig.prepare({
    packageJsonFullPath: join(root, 'package.json'),
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: join(root, 'dist/.types/index.d.ts'),
      compiler: { tsconfigFilePath: join(root, 'tsconfig.build.json') },
      apiReport: { enabled: false },
      docModel: { enabled: false },
      tsdocMetadata: { enabled: false },
      dtsRollup: { enabled: true, untrimmedFilePath: join(root, 'dist/index.d.ts') },
    },
  });
  const { succeeded } = Extractor.invoke(config, {
    localBuild: true,
    messageCallback(message) {
      // Its advice on how to write doc comments is not asked for.
      if (message.logLevel !== 'error') message.handled = true;
    },
  });
  if (!succeeded) throw new Error('the types of lagraph could not be rolled into one file');
  rmSync(join(root, 'dist/.types'), { recursive: true });
}
