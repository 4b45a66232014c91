import { expect, it } from 'vitest';
import type { Steering } from '../methods/method.ts';
import { createPromptTokens } from './prompt-tokens.ts';

const engine = {
  count: async ({ system, prompt }: { system: string; prompt: string }) => ({ tokens: system.length + prompt.length, limit: 40 }),
};
const counted = createPromptTokens(
  {
    engine,
    system: 'sys',
    maxTokens: 10,
    softTokens: new Map([
      ['soft', 8],
      ['more', 12],
    ]),
  },
  new AbortController().signal,
);
const rows = (...all: Steering['rows']): Steering => ({ rows: all, mixer: { kind: 'linear', weights: all.map(() => 1) } });
const prompt = 'why';

it('counts the longest row, with the vectors of its slots that are on', async () => {
  expect(await counted({ prompt, steering: rows({ coefficients: { lora: 1, soft: 0 } }) })).toBe(6);
  expect(await counted({ prompt, steering: rows({ coefficients: { lora: 1, soft: -0.5 } }) })).toBe(14);
  expect(
    await counted({ prompt, steering: rows({ coefficients: { soft: 1, more: 1 } }, { coefficients: {}, system: 'a longer one' }) }),
  ).toBe(18);
});

it('says in a sentence where nothing fits beside an answer', async () => {
  await expect(counted({ prompt: 'w'.repeat(24), steering: rows({ coefficients: { soft: 1 } }) })).rejects.toThrow(
    '“wwwwwwwwwwwwwwwwwwwwwwww” is 35 tokens long with its template; 30 fit beside an answer of 10.',
  );
});
