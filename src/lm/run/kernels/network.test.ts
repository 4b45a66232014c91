/** The whole network in the kernels against plain TypeScript, alone and in threads. */
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { nodeKernels } from '../../../../scripts/node-kernels.ts';
import { createRng } from '../../../math/rng.ts';
import type { LoraPair } from '../../adapters/peft.ts';
import type { LlamaConfig } from '../../arch/llama-config.ts';
import { plainHidden, plainLogits } from '../../testing/plain-llama.ts';
import { TINY, tinyAdapter, tinyVectors } from '../../testing/tiny-llama.ts';
import { KernelLab } from './testing/kernel-lab.ts';
import { type RowsOf, SmallNetwork, sizesOf } from './testing/small-network.ts';
import { randomRow } from './testing/write-blocks.ts';

const modules = await nodeKernels();

/** Nothing is a multiple of 4 or 32 here, and the cache has more than one page. */
const ODD: LlamaConfig = { ...TINY, width: 42, heads: 3, keyValueHeads: 3, headSize: 14, mlp: 75, vocabulary: 53 };

function floatRows(config: LlamaConfig, seed: number): RowsOf {
  return (path) => {
    const next = createRng(seed + path.length * 7 + path.charCodeAt(path.length - 6));
    const [inputs, outputs] = sizesOf(config, path);
    const row = () => new Uint8Array(Float32Array.from({ length: inputs }, () => (next() - 0.5) * 0.5).buffer);
    return { type: 0, rows: Array.from({ length: outputs }, row) };
  };
}

/** Q4_1, with a head of Q8_0, as the shipped base. */
function blockRows(config: LlamaConfig, seed: number): RowsOf {
  return (path) => {
    const next = createRng(seed + path.length * 7 + path.charCodeAt(path.length - 6));
    const [inputs, outputs] = sizesOf(config, path);
    const type = path === 'lm_head' ? 'Q8_0' : 'Q4_1';
    return { type: path === 'lm_head' ? 8 : 3, rows: Array.from({ length: outputs }, () => randomRow(type, inputs, next)) };
  };
}

function networkOf(module: WebAssembly.Module, config: LlamaConfig, rowsOf = floatRows(config, 1)): SmallNetwork {
  const next = createRng(2);
  const embedding = Float32Array.from({ length: config.vocabulary * config.width }, () => next() - 0.5);
  return new SmallNetwork(KernelLab.of(module), config, rowsOf, embedding);
}

const tokensOf = (length: number, start: number, config: LlamaConfig) =>
  Array.from({ length }, (_, i) => (start + 7 * i) % config.vocabulary);

function expectClose(values: readonly ArrayLike<number>[], expected: readonly ArrayLike<number>[], within: number): void {
  expect(values.length).toBe(expected.length);
  for (const [i, row] of expected.entries()) {
    const largest = Math.max(...Array.from(row, Math.abs));
    const worst = Math.max(...Array.from(row, (value, j) => Math.abs(value - (values[i]?.[j] as number))));
    expect(worst / largest, `token ${i}`).toBeLessThan(within);
  }
}

describe.each([...modules])('%s: the network', (_, module) => {
  it.each([
    ['a small shape', TINY, floatRows(TINY, 1), 2e-3],
    ['an odd shape', ODD, floatRows(ODD, 1), 2e-3],
    // random blocks are large weights, which amplify what 14 bits round
    ['4-bit blocks', TINY, blockRows(TINY, 1), 1e-2],
  ] as const)('is the plain one: %s, rows of several lengths', (_name, config, rowsOf, within) => {
    const network = networkOf(module, config, rowsOf);
    const rows = [1, 19, 37].map((length, i) => ({ tokens: tokensOf(length, i, config), past: 0, coefficients: [] }));
    const prepared = network.prepare(rows, network.cache(rows.length));
    network.lab.kernels.run(prepared.run, 0);
    const weights = network.weights();
    expectClose(
      prepared.logits(),
      rows.flatMap(({ tokens }) => plainLogits(weights, tokens, [], config)),
      within,
    );
    expectClose(
      prepared.hidden(),
      rows.flatMap(({ tokens }) => plainHidden(weights, tokens, [], config)),
      within,
    );
  });

  it('gives the same bits by steps as by one prefill, in whatever company', () => {
    const network = networkOf(module, TINY, blockRows(TINY, 1));
    const tokens = tokensOf(23, 5, TINY);
    const whole = network.logits([{ tokens, past: 0, coefficients: [] }]);
    const pages = network.cache(3);
    const others = [tokensOf(4, 1, TINY), tokensOf(2, 9, TINY)];
    const begun = network.logits(
      [tokens.slice(0, 5), ...others].map((own) => ({ tokens: own, past: 0, coefficients: [] })),
      pages,
    );
    expect(begun.slice(0, 5)).toEqual(whole.slice(0, 5));
    for (let i = 5; i < tokens.length; i++) {
      const step = network.logits(
        [
          { tokens: [tokens[i] as number], past: i, coefficients: [] },
          { tokens: [i], past: i - 1, coefficients: [] },
          { tokens: [2 * i], past: i - 3, coefficients: [] },
        ],
        pages,
      );
      expect(step[0]).toEqual(whole[i]);
    }
  });

  it('adds adapters that 8 bits hold as exactly as it multiplies weights', () => {
    const network = networkOf(module, TINY);
    const signs = ({ a, b, ...rest }: LoraPair): LoraPair => ({
      ...rest,
      a: a.map((v) => Math.sign(v) / 8),
      b: b.map((v) => Math.sign(v) / 16),
    });
    const adapters = [3, 4].map(
      (seed) =>
        new Map(
          [...tinyAdapter(seed, 5, ['q_proj', 'v_proj', 'o_proj', 'up_proj', 'down_proj', 'lm_head'])].map(([path, pair]) => [
            path,
            signs(pair),
          ]),
        ),
    );
    network.mount(adapters);
    const rows = [
      [0.5, -1],
      [1, 0.25],
    ].map((own, i) => ({ tokens: tokensOf(9, i, TINY), past: 0, coefficients: own }));
    const weights = network.weights();
    const plain = rows.flatMap(({ tokens, coefficients }) =>
      plainLogits(
        weights,
        tokens,
        adapters.map((adapter, i) => ({ adapter, coefficient: coefficients[i] as number })),
      ),
    );
    expectClose(network.logits(rows), plain, 2e-3);
  });

  it('gives wanted tokens what it gives all, and keeps keys and values of the others', () => {
    const network = networkOf(module, TINY, blockRows(TINY, 1));
    network.mount([tinyAdapter(3, 4, ['q_proj', 'down_proj', 'lm_head'])]);
    const rows = [4, 7].map((length, i) => ({ tokens: tokensOf(length, i, TINY), past: 0, coefficients: [1 - i / 2] }));
    const next = rows.map(({ tokens, coefficients }) => ({ tokens: [5], past: tokens.length, coefficients }));
    const run = (only: number[] | undefined) => {
      const pages = network.cache(rows.length);
      const prepared = network.prepare(rows, pages, 1, only);
      network.lab.kernels.run(prepared.run, 0);
      return { logits: prepared.logits(), hidden: prepared.hidden(), next: network.logits(next, pages) };
    };
    const all = run(undefined);
    for (const only of [[3, 9, 10], []]) {
      expect(run(only)).toEqual({
        logits: only.map((token) => all.logits[token]),
        hidden: only.map((token) => all.hidden[token]),
        next: all.next,
      });
    }
  });

  it('adds what adapters add at every hook, by row', () => {
    const network = networkOf(module, TINY);
    const modulesOf = ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj', 'lm_head'] as const;
    const adapters = [
      tinyAdapter(3, 4, modulesOf, true),
      tinyAdapter(4, 3, ['v_proj', 'down_proj']),
      tinyVectors(5, ['o_proj', 'up_proj', 'lm_head']),
    ];
    network.mount(adapters);
    const coefficients = [
      [0, 0, 0],
      [0.7, 0, 1.5],
      [0.2, -1, 0],
    ];
    const rows = coefficients.map((own, i) => ({ tokens: tokensOf(6 + i, i, TINY), past: 0, coefficients: own }));
    const weights = network.weights();
    const plain = rows.flatMap(({ tokens, coefficients: own }) => {
      const slots = adapters.map((adapter, i) => ({ adapter, coefficient: own[i] as number }));
      return plainLogits(weights, tokens, slots);
    });
    // adapters as large as the weights, in 8 bits
    expectClose(network.logits(rows), plain, 1e-2);
    // no active column: the base, to the bit
    const base = network.logits([{ tokens: tokensOf(6, 0, TINY), past: 0, coefficients: [0, 0, 0] }]);
    const bare = networkOf(module, TINY);
    expect(base).toEqual(bare.logits([{ tokens: tokensOf(6, 0, TINY), past: 0, coefficients: [] }]));
  });
});

it.runIf(modules.size > 1)('both binaries give the same bits', () => {
  const rows = [3, 20].map((length, i) => ({ tokens: tokensOf(length, i, TINY), past: 0, coefficients: [] }));
  const [first, second] = [...modules.values()].map((module) => networkOf(module, TINY, blockRows(TINY, 1)).logits(rows));
  expect(second).toEqual(first);
});

/** Runs one of a run's threads in a worker of Node's. */
const THREAD = `
const { workerData } = require('node:worker_threads');
const { module, memory, run, thread } = workerData;
new WebAssembly.Instance(module, { env: { memory } }).exports.run(run, thread);
`;

it.each([...modules])('%s: 1, 2 and 4 threads give the same bits', async (_, module) => {
  const network = networkOf(module, TINY, blockRows(TINY, 1));
  network.mount([tinyAdapter(3, 4, ['q_proj', 'down_proj', 'lm_head'])]);
  const rows = [3, 1, 20].map((length, i) => ({ tokens: tokensOf(length, i, TINY), past: 0, coefficients: [i / 2] }));
  const seen: Float32Array[][] = [];
  for (const threads of [1, 2, 4]) {
    const prepared = network.prepare(rows, network.cache(rows.length), threads);
    const ended = Array.from({ length: threads - 1 }, (_, i) => {
      const workerData = { module, memory: network.lab.memory, run: prepared.run, thread: i + 1 };
      const worker = new Worker(THREAD, { eval: true, workerData });
      return new Promise<void>((resolve, reject) => {
        worker.once('error', reject);
        worker.once('exit', () => resolve());
      });
    });
    network.lab.kernels.run(prepared.run, 0);
    await Promise.all(ended);
    seen.push(prepared.logits());
  }
  expect(seen[1]).toEqual(seen[0]);
  expect(seen[2]).toEqual(seen[0]);
});
