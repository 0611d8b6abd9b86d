import { describe, expect, it } from 'vitest';
import pc from 'picocolors';
import { openProgressDisplay } from '../../src/cli/progress/index.js';
import type { OutputStream } from '../../src/cli/terminal.js';
import type { RunEvent } from '../../src/runtime/index.js';
import { Screen } from '../support/terminal-emulator.js';

/** The events of a run with two concurrent phases, a cached one and a missed expectation. */
const story: RunEvent[] = [
  {
    event: 'start',
    run: '20260102-030405-ab12',
    graph: 'signs-to-mnist',
    engine: 'onnx',
    phases: ['classify_mnist', 'classify_signs', 'denoise_mnist', 'link'],
    jobs: 2,
    simulated: false,
  },
  { event: 'notice', message: 'hands stands in for signs: no file was found' },
  { event: 'data', dataset: 'signs', origin: 'simulator hands', hash: 'c0ffee', simulated: true },
  {
    event: 'phase',
    name: 'classify_mnist',
    status: 'cached',
    seconds: 0.01,
    epochs: 3,
    kept: 3,
    stopped: null,
    metrics: { loss: 0.0236, 'val.loss': 0.025 },
  },
  { event: 'begin', phase: 'classify_signs', epochs: 30, steps: 34, fromEpoch: 0, threads: 1 },
  { event: 'begin', phase: 'denoise_mnist', epochs: 2, steps: 469, fromEpoch: 1, threads: 1 },
  { event: 'progress', phase: 'classify_signs', epoch: 1, step: 17, steps: 34, loss: 1.8, secondsLeft: 61 },
  {
    event: 'epoch',
    phase: 'classify_signs',
    epoch: 1,
    epochs: 30,
    seconds: 2.1,
    metrics: { loss: 1.79, accuracy: 0.18, 'val.loss': 1.7 },
  },
  {
    event: 'progress',
    phase: 'denoise_mnist',
    epoch: 2,
    step: 200,
    steps: 469,
    loss: 0.1234,
    secondsLeft: 9,
  },
  {
    event: 'phase',
    name: 'denoise_mnist',
    status: 'resumed',
    seconds: 17,
    epochs: 2,
    kept: 2,
    stopped: null,
    metrics: { loss: 0.12, 'val.loss': 0.11 },
  },
  {
    event: 'phase',
    name: 'classify_signs',
    status: 'trained',
    seconds: 66,
    epochs: 12,
    kept: 9,
    stopped: { epoch: 12, of: 30, figure: 'val.loss', best: { epoch: 9, value: 0.3018 } },
    metrics: { loss: 0.283 },
  },
  {
    event: 'notice',
    level: 'info',
    phase: 'link',
    message: 'computing frozen features of 640 examples, once',
  },
  { event: 'begin', phase: 'link', epochs: 1, steps: 10, fromEpoch: 0, threads: 2 },
  {
    event: 'phase',
    name: 'link',
    status: 'trained',
    seconds: 3.3,
    epochs: 1,
    kept: 1,
    stopped: null,
    metrics: { loss: 0.3 },
  },
  { event: 'evaluate', name: 'off_by', value: 0.12, expect: null, ok: true, simulated: false },
  { event: 'evaluate', name: 'reads', value: 0.64, expect: '>= 0.7', ok: false, simulated: true },
  { event: 'done', run: '20260102-030405-ab12', seconds: 88, directory: '.lagraph/runs/x', ok: false },
];

function output(columns: number, live: boolean, unicode = true): { output: OutputStream; text(): string } {
  let text = '';
  return {
    text: () => text,
    output: {
      write: (more) => void (text += more),
      writeFileContent: () => {},
      writeWithControl: (sequence, more) => void (text += sequence + more),
      line: (line = '') => void (text += `${line}\n`),
      colours: pc.createColors(false),
      isInteractive: live,
      columns: () => columns,
      unicode,
    },
  };
}

/** The screen after each event, without repetitions. */
function frames(columns: number, unicode = true): string {
  const to = output(columns, true, unicode);
  const display = openProgressDisplay(to.output, clock());
  const seen: string[] = [];
  for (const event of story) {
    display.show(event);
    const screen = new Screen(columns).feed(to.text()).text();
    if (screen !== seen.at(-1)) seen.push(screen);
  }
  display.close();
  return seen.map((frame, at) => `--- ${at + 1}\n${frame}\n`).join('');
}

/** Advances half a second with each call, so every event is drawn. */
function clock(): () => number {
  let at = 0;
  return () => (at += 500);
}

describe('the display of a run', () => {
  it('moves on a terminal, keeps what is finished, ends clean', async () => {
    await expect(frames(80)).toMatchFileSnapshot('display-80.golden.txt');
  });

  it('fits a narrow terminal without Unicode', async () => {
    await expect(frames(36, false)).toMatchFileSnapshot('display-36-ascii.golden.txt');
  });

  it.each([20, 36, 60, 80, 200])('never fills the last of %d columns with a moving line', (columns) => {
    const to = output(columns, true);
    const display = openProgressDisplay(to.output, clock());
    for (const event of story.slice(0, 9)) display.show(event);
    const moving = to.text().split('\u001b[J').at(-1)!.split('\n').filter(Boolean);
    expect(moving.length).toBeGreaterThan(1);
    for (const line of moving) expect(line.length).toBeLessThan(columns);
  });

  it('draws at most ten times a second while nothing is finished', () => {
    const to = output(80, true);
    let now = 1000;
    const display = openProgressDisplay(to.output, () => now);
    for (const event of story.slice(0, 5)) display.show(event);
    const before = to.text().length;
    let writes = 0;
    let length = before;
    for (let step = 1; step <= 34; step += 1) {
      now += 10;
      display.show({
        event: 'progress',
        phase: 'classify_signs',
        epoch: 1,
        step,
        steps: 34,
        loss: 1,
        secondsLeft: null,
      });
      if (to.text().length !== length) writes += 1;
      length = to.text().length;
    }
    expect(writes).toBe(3);
  });

  it('finds its lines again after the window became narrower', () => {
    let columns = 80;
    let text = '';
    const display = openProgressDisplay(
      {
        write: (more) => void (text += more),
        writeFileContent: () => {},
        writeWithControl: (sequence, more) => void (text += sequence + more),
        line: () => {},
        colours: pc.createColors(false),
        isInteractive: true,
        columns: () => columns,
        unicode: true,
      },
      clock(),
    );
    for (const event of story.slice(0, 7)) display.show(event);
    const drawn = text.split('\u001b[J').at(-1)!.split('\n').filter(Boolean);
    columns = 30;
    const length = text.length;
    display.show(story[8]!);
    const rows = drawn.reduce((sum, line) => sum + Math.ceil(line.length / 30), 0);
    expect(text.slice(length)).toContain(`\u001b[${rows}A`);
  });

  it('writes plain lines when nobody watches', async () => {
    const to = output(80, false);
    const display = openProgressDisplay(to.output);
    for (const event of story) display.show(event);
    display.close();
    expect(to.text()).not.toContain('\u001b');
    await expect(to.text()).toMatchFileSnapshot('display-plain.golden.txt');
  });
});
