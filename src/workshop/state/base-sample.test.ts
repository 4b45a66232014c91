import { expect, it } from 'vitest';
import type { Pool } from '../../training/pool.ts';
import { baseSample } from './base-sample.ts';

const pool = (prompts: number, each: number): Pool => ({
  format: 'tiller-pool/1',
  base: '',
  system: '',
  limit: 64,
  temperature: 0.8,
  seed: 1,
  stop: 2,
  commit: '',
  prompts: Array.from({ length: prompts }, (_, i) => `prompt ${i}`),
  answers: Array.from({ length: prompts * each }, (_, i) => ({
    prompt: i % prompts,
    tokens: [],
    text: `answer ${i}`,
    finished: false,
    cuts: [],
  })),
});

it('takes the first six answers to every prompt, and those of twelve prompts in front', () => {
  const { inputs, few, prompts } = baseSample(pool(150, 24));
  expect([inputs.length, few, prompts]).toEqual([900, 72, 150]);
  expect(new Set(inputs.map(({ text }) => text)).size).toBe(900);
  expect([...new Set(inputs.slice(0, few).map(({ prompt }) => prompt))]).toEqual(Array.from({ length: 12 }, (_, i) => `prompt ${12 * i}`));
});

it('takes what there is of a small pool', () => {
  const { inputs, few, prompts } = baseSample(pool(2, 3));
  expect([inputs.length, few, prompts]).toEqual([6, 6, 2]);
});
