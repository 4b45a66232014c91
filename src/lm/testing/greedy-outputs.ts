import type { Bank, Forward } from '../run/forward.ts';
import type { GreedyCase } from './reference.ts';

const likeliest = (logits: Float32Array) => logits.reduce((best, value, token) => (value > (logits[best] as number) ? token : best), 0);

/** Decodes the cases as one batch at temperature 0, each for as many tokens as are known of it. */
export async function greedyOutputs(forward: Forward, cases: readonly GreedyCase[], bank?: Bank): Promise<number[][]> {
  const { batch, logits } = await forward.prefill(
    cases.map(({ tokens, coefficients }) => ({ tokens, coefficients: Float32Array.from(coefficients), logitsFrom: tokens.length - 1 })),
    bank && { bank },
  );
  const outputs = logits.map((row) => [likeliest(row)]);
  const longest = Math.max(...cases.map(({ output }) => output.length));
  for (let length = 1; length < longest; length++) {
    const flat = await forward.step(
      batch,
      outputs.map((output) => output.at(-1) as number),
    );
    outputs.forEach((output, i) => {
      output.push(likeliest(flat.subarray(i * forward.vocabulary, (i + 1) * forward.vocabulary)));
    });
  }
  forward.release(batch);
  return outputs.map((output, i) => output.slice(0, cases[i]?.output.length));
}
