/** The webgpu engine as a user runs it, on the software device. */
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findWebgpu } from '../../src/runtime/engines/webgpu/index.js';
import { build } from '../support/build-dist.js';
import { noWebgpu, softwareDevice } from '../support/find-webgpu.js';
import { events, lagraph, start } from '../support/spawn-lagraph.js';

const graph = `lagraph: 1
name: tiny
seed: 3
data: {mnist: {source: mnist}}
networks:
  reader:
    input: [28, 28, 1]
    layers: [{AveragePooling2D: 7}, Flatten, {Dropout: 0.2}, {Dense: {units: 10, activation: softmax}}]
plan:
  read:
    train: reader
    on: {data: mnist, epochs: 6, steps_per_epoch: 10, batch_size: 4}
    loss: categorical_crossentropy(label, reader(image))
    optimizer: {Adam: 0.01}
`;

let folder = '';
const device = softwareDevice as Record<string, string>;
const run = (store: string, env: Record<string, string> = device, ...args: string[]) =>
  lagraph(['run', 'tiny.yaml', '--store', store, '--engine', 'webgpu', '--json', ...args], {
    cwd: folder,
    env,
  });
const lossesOf = (out: string) =>
  events(out).flatMap((event) => (event.event === 'epoch' ? [event.metrics.loss] : []));

describe.skipIf(noWebgpu)('--engine webgpu', () => {
  beforeAll(async () => {
    await build();
    folder = await mkdtemp(join(tmpdir(), 'lagraph-webgpu-'));
    await writeFile(join(folder, 'tiny.yaml'), graph);
  }, 300_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('trains, is killed and goes on to the same losses', async () => {
    const whole = await run('whole');
    expect(whole).toMatchObject({ code: 0 });
    const losses = lossesOf(whole.out);
    expect(losses).toHaveLength(6);
    const args = ['run', 'tiny.yaml', '--store', 'killed', '--engine', 'webgpu', '--json'];
    const { child, finished } = start(args, { cwd: folder, env: device, detached: true });
    let said = '';
    child.stdout!.on('data', (text: string) => {
      said += text;
      if (said.split('"event":"epoch"').length > 3) process.kill(-child.pid!, 'SIGKILL');
    });
    await finished;
    const rest = await run('killed');
    expect(rest).toMatchObject({ code: 0 });
    const went = lossesOf(rest.out);
    expect(went.length).toBeLessThan(6);
    expect(went).toEqual(losses.slice(-went.length));
  });

  it('names the device in the list of engines; software is refused where a GPU is required', async () => {
    const { out } = await lagraph(['engines'], { cwd: folder, env: device });
    expect(out).toMatch(/ready +webgpu +Dawn .* on swiftshader.*CPU \(software: slow\)/);
    const refused = await run('refused', device, '--require-gpu');
    expect(refused.code).toBe(3);
    expect(refused.out).toContain('The only device that WebGPU finds is software');
  });

  it('says what to do where there is no device, or nothing is installed', async () => {
    const without = await run('none', { VK_ICD_FILENAMES: '/dev/null', LD_LIBRARY_PATH: '' });
    expect(without.code).toBe(3);
    expect(without.out).toMatch(/no graphics device that WebGPU can use.*Vulkan/);
    const missing = await run('none', { ...device, LAGRAPH_WEBGPU: 'none' });
    expect(missing.code).toBe(3);
    expect(missing.out).toContain('lagraph engines add webgpu');
  });

  it('goes on from the checkpoint in a new process where the device is lost', async () => {
    // Dawn as it is, but that the first device of this copy is destroyed after some submissions.
    const { path } = findWebgpu();
    const copy = join(folder, 'losing');
    await mkdir(join(copy, 'node_modules/webgpu'), { recursive: true });
    await symlink(join(path, 'node_modules/@tensorflow'), join(copy, 'node_modules/@tensorflow'));
    for (const part of ['package.json', 'dist'])
      await symlink(join(path, 'node_modules/webgpu', part), join(copy, 'node_modules/webgpu', part));
    await cp(join(path, 'node_modules/webgpu/index.js'), join(copy, 'node_modules/webgpu/dawn.js'));
    await writeFile(
      join(copy, 'node_modules/webgpu/index.js'),
      `import { existsSync, writeFileSync } from 'node:fs';
export { create, globals } from './dawn.js';
import { globals } from './dawn.js';
const { submit } = globals.GPUQueue.prototype;
const { requestDevice } = globals.GPUAdapter.prototype;
const lost = ${JSON.stringify(join(folder, 'lost.flag'))};
let device = null;
let submissions = 0;
globals.GPUAdapter.prototype.requestDevice = async function (...args) {
  return (device = await requestDevice.apply(this, args));
};
globals.GPUQueue.prototype.submit = function (...args) {
  if (++submissions > 80 && !existsSync(lost)) {
    writeFileSync(lost, '');
    device.destroy();
  }
  return submit.apply(this, args);
};
`,
    );
    const { code, out } = await run('lost', { ...device, LAGRAPH_WEBGPU: copy });
    expect(code).toBe(0);
    expect(out).toMatch(/the graphics device was lost.*goes on from its last checkpoint, in a new process/);
    const losses = lossesOf(out);
    expect(losses).toEqual(lossesOf((await run('unlost', device)).out).slice(-losses.length));
  });
});
