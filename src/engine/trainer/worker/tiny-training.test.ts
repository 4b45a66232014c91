/** The whole way on a model of two layers: gradients over WASM, steps, PEFT folders, and the engine's own network, which must say what the trainer says. */
import { expect, it } from 'vitest';
import { nodeTrainKernels } from '../../../../scripts/load-node-kernels.ts';
import { readSlots } from '../../../lm/adapters/bank-slots.ts';
import { softIds, softTokensOf } from '../../../lm/adapters/soft-prompt.ts';
import { matrixRows } from '../../../lm/graph/weights.ts';
import { tinyForward } from '../../../lm/testing/tiny-forward.ts';
import { TINY, tinyGguf, tinyWeights } from '../../../lm/testing/tiny-llama.ts';
import { openDifferentiator } from '../../../lm/train/differentiator.ts';
import { trainShape } from '../../../lm/train/parameters.ts';
import type { OpenArgs, RowToTrain } from '../protocol.ts';
import { Gate } from './gate.ts';
import { createTrainer, type OpenedGradients } from './trainer.ts';

const kernels = await nodeTrainKernels();
const weights = tinyWeights();
const file = tinyGguf(weights);
const temperature = 0.8;
const prompt = (text: string) => [...text].map((letter) => letter.charCodeAt(0) % TINY.vocabulary);

async function openTiny(args: OpenArgs): Promise<OpenedGradients> {
  const { workload, limit, besides } = args;
  const differentiator = await openDifferentiator({
    file,
    config: TINY,
    kernels,
    shape: trainShape(args),
    workload,
    memory: { limit, besides },
  });
  return {
    ...{ differentiator, config: TINY, head: matrixRows(file, 'output.weight') },
    ...(args.softTokens === undefined ? {} : { soft: (weights.get('embedding') as Float32Array).slice(0, args.softTokens * TINY.width) }),
    tokenizer: { encodeChat: (chat) => prompt(chat.prompt) },
    opened: { memory: differentiator.plan, backend: 'wasm', threads: 1, note: '', base: { name: 'tiny', sha256: '' } },
  };
}

const rows: RowToTrain[] = [
  { system: '', prompt: 'Tea?', answer: [12, 40, 3], coefficients: [1, 1, 0] },
  { system: '', prompt: 'Why?', answer: [70, 33, 5, 3], coefficients: [1, 0, 1] },
  { system: '', prompt: 'Why?', answer: [9, 3], coefficients: [1, 0.5, 0.5] },
];

it.each([
  { where: 'attention', hooks: ['qkv', 'o'] as const },
  { where: 'all linears', hooks: ['qkv', 'o', 'gateUp', 'down'] as const },
  { where: 'the head', hooks: ['head'] as const },
  { where: 'vectors before the chat', hooks: [], soft: { softTokens: 3 } },
])('what was trained on $where is played by the engine as the trainer has it', async ({ hooks, soft = {} }) => {
  const context = () => ({ signal: new AbortController().signal, priority: 'interactive' as const, onEvent: () => {} });
  let ticks = 0;
  const now = () => ticks++;
  const trainer = createTrainer({ openGradients: openTiny, gate: new Gate(async () => {}, now), now });
  const slots = ['shared', 'brevity', 'richness'].map((id, i) => ({ id, rank: 'softTokens' in soft ? 1 : 2, slow: i === 0 }));
  await trainer.open(
    { manifestUrl: '', hooks, slots, scale: 4, seed: 1, ...soft, workload: { tokens: 200, longest: 40 }, limit: 1e9, besides: 0 },
    context(),
  );
  await trainer['begin-stage']({ slowFactor: 0.3 }, context());
  const losses: number[] = [];
  for (let i = 0; i < 8; i++)
    losses.push(
      (await trainer.step({ rows, loss: { kind: 'likelihood' }, rate: 'softTokens' in soft ? 0.1 : 0.01, temperature }, context())).loss,
    );
  expect(losses.at(-1)).toBeLessThan((losses[0] as number) - 0.2);

  // Where all slots are off both have the base.
  const read = [...rows, { ...(rows[1] as RowToTrain), coefficients: [0, 0, 0] }];
  const trained = await trainer['log-probabilities']({ rows: read, temperature }, context());
  const files = await trainer.adapters({}, context());
  const forward = await tinyForward(file);
  const bank = await forward.mount(
    readSlots(
      files.map(({ id, config, tensors }) => ({ id, config: JSON.parse(config) as unknown, tensors })),
      TINY,
    ).slots,
  );
  for (const [i, { prompt: text, answer, coefficients }] of read.entries()) {
    const asked = [...softIds(TINY.vocabulary, softTokensOf(bank.softTokens, coefficients)), ...prompt(text)];
    const row = { tokens: [...asked, ...answer.slice(0, -1)], coefficients: Float32Array.from(coefficients), logitsFrom: asked.length - 1 };
    const { batch, logits } = await forward.prefill([row], { bank });
    forward.release(batch);
    answer.forEach((token, t) => {
      const own = (logits[0] as Float32Array).slice(t * TINY.vocabulary, (t + 1) * TINY.vocabulary).map((logit) => logit / temperature);
      const most = Math.max(...own);
      const total = own.reduce((sum, logit) => sum + Math.exp(logit - most), 0);
      // Adapters leave in half precision.
      expect(Math.abs((own[token] as number) - most - Math.log(total) - (trained[i]?.[t] as number))).toBeLessThan(0.02);
    });
  }
});
