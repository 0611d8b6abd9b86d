/**
 * A Python with Keras 3, for the tests whose files Keras must load: LAGRAPH_KERAS_PYTHON. Without one they are reported as
 * skipped.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const python = process.env['LAGRAPH_KERAS_PYTHON'] ?? null;

/** For `describe.skipIf`. */
export const noKeras = python === null;

if (noKeras && process.env['LAGRAPH_REQUIRE_KERAS'])
  throw new Error('LAGRAPH_REQUIRE_KERAS is set, and LAGRAPH_KERAS_PYTHON is not');
if (noKeras)
  process.stderr.write(
    'Skipped: nothing loads what is written for Keras. LAGRAPH_KERAS_PYTHON names a Python with Keras 3.\n',
  );

/** How far what Keras computes with the models of a folder is from what stands beside them; see test/keras/load_models.py. */
export async function compareWithKeras(folder: string): Promise<Record<string, number | string>> {
  const script = fileURLToPath(new URL('../keras/load_models.py', import.meta.url));
  const { stdout } = await promisify(execFile)(python!, [script, folder], { maxBuffer: 2 ** 26 });
  return JSON.parse(stdout.slice(stdout.indexOf('{'))) as Record<string, number | string>;
}
