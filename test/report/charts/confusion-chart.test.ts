import { describe, expect, it } from 'vitest';
import { confusionChart, renderSvg } from '../../../src/report/index.js';

describe('confusionChart', () => {
  it.each([
    ['with its title', 'signs: confusion'],
    ['in a page, which has the title above it', ''],
  ])('has room for the line above the cells %s', async (_, title) => {
    const svg = await renderSvg(
      confusionChart({
        format: 1,
        kind: 'confusion',
        name: 'confusion',
        title,
        simulated: false,
        notes: [],
        examples: { dataset: 'photos', split: 'test', count: 4 },
        classes: ['0', '1'],
        counts: [
          [2, 0],
          [1, 1],
        ],
        accuracy: 0.75,
      }),
    );
    const line = /<text[^>]*transform="translate\([\d.]+ ([\d.]+)\)"[^>]*>75\.0 % of 4 examples right/.exec(
      svg,
    );
    expect(Number(line?.[1])).toBeGreaterThan(4);
  });
});
