import { describe, expect, it } from 'vitest';
import { verifyProgram } from '../../src/compiler/index.js';
import { compile } from '../../src/index.js';

const graph = (networks: string, plan: string) =>
  `lagraph: 1\nname: large\ndata: {digits: {source: mnist}}\nnetworks:\n${networks}plan:\n${plan}`;
const train = (what: string, loss: string) =>
  `  fit: {train: ${what}, on: digits, loss: "${loss}", optimizer: Adam}\n`;

/** The integers 0 to count - 1. */
const upTo = (count: number) => [...Array(count).keys()];

describe('a graph of 2,000', () => {
  it('layers has a wire for each, and its weights', () => {
    const layers = '      - {Dense: 3, name: first}\n'.concat('      - Dense: 3\n'.repeat(1998));
    const text = graph(
      `  deep:\n    input: [28, 28, 1]\n    layers:\n      - Flatten\n${layers}  twin: {like: deep}\n`,
      train('[deep, twin]', 'mean_squared_error(deep(image), twin(image))'),
    );
    const program = compile(text);
    expect(verifyProgram(program)).toEqual([]);
    const [deep, twin] = program.networks;
    expect(deep!.wires.length).toBe(2001);
    expect(deep!.weights.length).toBe(2 * 1999);
    expect(deep!.weights.at(-1)).toMatchObject({ name: 'deep/dense_1997/bias', shape: [3] });
    expect(twin!.weights.map(({ name }) => name.replace('twin', 'deep'))).toEqual(
      deep!.weights.map(({ name }) => name),
    );
    const [fit] = program.phases;
    expect(fit!.updates[0]!.weights.length).toBe(4 * 1999);
    expect(fit!.wires.length).toBe(4);
  });

  it('layers from a loop', () => {
    const loop = '      - repeat: 1000\n        layers: [{Dense: 3}, ReLU]\n';
    const program = compile(
      graph(
        `  deep:\n    input: [28, 28, 1]\n    layers:\n      - Flatten\n${loop}`,
        train('deep', 'mean(deep(image))'),
      ),
    );
    expect(program.networks[0]!.wires.length).toBe(2002);
    expect(program.phases[0]!.updates[0]!.weights.length).toBe(2000);
  });

  it('nodes, each made of the two before', () => {
    const nodes = upTo(2000).map((at) => `      n${at + 2}: n${at} + n${at + 1}\n`);
    const program = compile(
      graph(
        `  wide:\n    inputs: {a: [4], b: [4]}\n    nodes:\n      n0: {Dense: 4, of: a}\n      n1: {Dense: 4, of: b}\n${nodes.join('')}    outputs: n2001\n  code: {input: [28, 28, 1], layers: [Flatten, {Dense: 4}]}\n`,
        train('[wide, code]', 'mean(wide(code(image), code(image)))'),
      ),
    );
    expect(verifyProgram(program)).toEqual([]);
    expect(program.networks[0]!.wires.length).toBe(2 + 2 + 2000);
  });

  it('networks in one chain', () => {
    const networks = upTo(500).map(
      (at) => `  n${at}: {input: ${at === 0 ? '[28, 28, 1]' : `n${at - 1}`}, layers: [{Dense: 2}]}\n`,
    );
    const chain = upTo(500).map((at) => `n${at}`);
    const text = graph(networks.reverse().join(''), train('whole', 'mean(whole(image))'));
    const program = compile(`${text}models: {whole: ${chain.join(' -> ')}}\n`);
    expect(verifyProgram(program)).toEqual([]);
    expect(program.phases[0]!.wires.filter(({ op }) => op === 'call').length).toBe(500);
    expect(program.phases[0]!.updates[0]!.weights.length).toBe(1000);
  });

  it('operators, the most of an expression', () => {
    const sum = upTo(999).map((at) => `code(image) * ${at}`);
    const program = compile(
      graph(
        '  code: {input: [28, 28, 1], layers: [Flatten, {Dense: 1}]}\n',
        train('code', `mean(${sum.join(' + ')})`),
      ),
    );
    expect(program.phases[0]!.wires.filter(({ op }) => op === 'call').length).toBe(1);
    expect(program.phases[0]!.wires.filter(({ op }) => op === 'constant').length).toBe(999);
  });
});
