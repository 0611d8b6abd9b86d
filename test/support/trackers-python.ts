/**
 * A Python with tensorboard and mlflow, for the tests that read what runs write for them: LAGRAPH_TRACKERS_PYTHON. Without
 * one they are reported as skipped.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const python = process.env['LAGRAPH_TRACKERS_PYTHON'] ?? null;

/** For `describe.skipIf`. */
export const noTrackers = python === null;

if (noTrackers && process.env['LAGRAPH_REQUIRE_TRACKERS'])
  throw new Error('LAGRAPH_REQUIRE_TRACKERS is set, and LAGRAPH_TRACKERS_PYTHON is not');
if (noTrackers)
  process.stderr.write(
    'Skipped: nothing reads what is written for TensorBoard and MLflow. LAGRAPH_TRACKERS_PYTHON names a Python with both.\n',
  );

/** What a script prints, which is JSON. */
export async function askPython(script: string, ...args: string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(python!, [script, ...args], { maxBuffer: 2 ** 26 });
  return JSON.parse(stdout.slice(stdout.indexOf('{'))) as unknown;
}
