import { describe, expect, it } from 'vitest';
import { keysOf } from '../../src/records/index.js';

describe('keysOf', () => {
  it('is the same list each time, which grows with the map', () => {
    const map = new Map([['a', 1]]);
    const names = keysOf(map);
    expect(names).toEqual(['a']);
    map.set('b', 2).set('a', 3).set('c', 4);
    expect(keysOf(map)).toBe(names);
    expect(names).toEqual(['a', 'b', 'c']);
  });

  it('is a new list for a map that has lost keys', () => {
    const set = new Set(['a', 'b']);
    expect(keysOf(set)).toEqual(['a', 'b']);
    set.delete('a');
    expect(keysOf(set)).toEqual(['b']);
  });

  it('of a set that begins empty has what comes', () => {
    const set = new Set<string>();
    expect(keysOf(set)).toEqual([]);
    set.add('a');
    expect(keysOf(set)).toEqual(['a']);
  });
});
