import { describe, expect, it } from 'vitest';
import { logSoftmax } from '../../math/softmax.ts';
import type { Steering } from '../../methods/method.ts';
import type { Explaining } from '../explanation.ts';
import type { PrefillRow } from '../run/forward.ts';
import { mountTiny, tinyForward } from '../testing/tiny-forward.ts';
import { TINY, tinyAdapter, tinyGguf, tinyWeights } from '../testing/tiny-llama.ts';
import { explain as explainOn } from './explain.ts';
import { mixLogits } from './mixer.ts';

const forward = await tinyForward(tinyGguf(tinyWeights()));
const bank = await mountTiny(
  forward,
  [1, 2].map((seed) => tinyAdapter(seed, 2, ['q_proj', 'o_proj', 'lm_head'])),
);
const END = 5;
const tokenizer = {
  end: END,
  stops: new Set([END, 6]),
  encodeChat: ({ system, prompt }: { readonly system: string; readonly prompt: string }) =>
    Array.from(system + prompt, (letter) => letter.charCodeAt(0) % TINY.vocabulary),
  decode: (ids: readonly number[]) => ids.map((id) => `<${id}>`).join(''),
};
const explain = (args: Explaining) => explainOn(forward, tokenizer, args, { bank });

const one = (coefficients: Readonly<Record<string, number>>, system?: string): Steering => ({
  rows: [{ coefficients, ...(system === undefined ? {} : { system }) }],
  mixer: { kind: 'identity' },
});
const expert = (slot: number) => ({ coefficients: { [`slot ${slot}`]: 1 } });
const steerings: Explaining['steerings'] = [
  { id: 'soup', steering: one({ 'slot 0': 0.3, 'slot 1': 0.7 }) },
  { id: 'base', steering: one({}) },
  { id: 'told', steering: one({}, 'be kind') },
  { id: 'mod', steering: { rows: [expert(0), expert(1)], mixer: { kind: 'log-probs', weights: [0.3, 0.7] } } },
  { id: 'dera', steering: { rows: [{ coefficients: {} }, expert(1)], mixer: { kind: 'linear', weights: [-1, 2] } } },
  { id: 'first', steering: one({ 'slot 0': 1 }) },
  { id: 'second', steering: one({ 'slot 1': 1 }) },
];
const args: Explaining = {
  system: 'sys',
  prompt: 'why',
  tokens: [16, 23, 42, 8, 15],
  ended: true,
  steerings,
  experts: [
    { id: 'first', weight: 0.3 },
    { id: 'second', weight: 0.7 },
  ],
  rivals: 5,
  temperature: 0.8,
};

/** log p of every token of the vocabulary at every place of the answer, by stepping through it with nothing shared and nothing left out. */
async function stepped({ rows, mixer }: Steering, answer: readonly number[], temperature: number): Promise<Float64Array[]> {
  const { batch, logits } = await forward.prefill(
    rows.map((row): PrefillRow => {
      const asked = tokenizer.encodeChat({ system: row.system ?? args.system, prompt: args.prompt });
      const named: Readonly<Record<string, number>> = row.coefficients;
      return { tokens: asked, coefficients: Float32Array.from(bank.slots, (slot) => named[slot] ?? 0), logitsFrom: asked.length - 1 };
    }),
    { bank },
  );
  let present = logits;
  const all: Float64Array[] = [];
  for (const token of answer) {
    all.push(logSoftmax(mixLogits(mixer, present).logits, temperature));
    const flat = (
      await forward.step(
        batch,
        rows.map(() => token),
      )
    ).slice();
    present = rows.map((_, i) => flat.subarray(i * TINY.vocabulary, (i + 1) * TINY.vocabulary));
  }
  forward.release(batch);
  return all;
}

describe('explain', () => {
  it('gives every token and its rivals the probabilities that stepping through the answer gives, under every steering', async () => {
    const answer = [...args.tokens, END];
    const { tokens, pieces } = await explain(args);
    expect(tokens.map(({ token }) => token)).toEqual(answer);
    expect(pieces.map(({ text }) => text)).toEqual(['<16>', '<23>', '<42>', '<8>', '<15>']);
    const known: Float64Array[][] = [];
    for (const { steering } of steerings) known.push(await stepped(steering, answer, args.temperature));
    const [own] = known as [Float64Array[]];
    for (const [place, { token, rank, rivals, logProbabilities, text, ends }] of tokens.entries()) {
      const byProbability = [...(own[place] as Float64Array).keys()].sort(
        (a, b) => (own[place]?.[b] as number) - (own[place]?.[a] as number),
      );
      expect(rank).toBe(byProbability.indexOf(token) + 1);
      expect(rivals.map((rival) => rival.token)).toEqual(byProbability.filter((v) => v !== token).slice(0, 5));
      expect([text, ends]).toEqual([`<${token}>`, token === END]);
      for (const [i, steering] of known.entries()) {
        expect(logProbabilities[i]).toBeCloseTo(steering[place]?.[token] as number, 3);
        for (const rival of rivals) expect(rival.logProbabilities[i]).toBeCloseTo(steering[place]?.[rival.token] as number, 3);
      }
    }
    expect(Math.max(...tokens.map(({ rank }) => rank))).toBeGreaterThan(6);
  });

  it('gives the divergence of the experts from its definition, whatever the temperature', async () => {
    const answer = [...args.tokens, END];
    const [first, second] = [await stepped(one({ 'slot 0': 1 }), answer, 1), await stepped(one({ 'slot 1': 1 }), answer, 1)];
    const { tokens } = await explain(args);
    for (const [place, { divergence }] of tokens.entries()) {
      const [p, q] = [first[place] as Float64Array, second[place] as Float64Array];
      const overlap = p.reduce((sum, value, v) => sum + Math.exp(0.3 * value + 0.7 * (q[v] as number)), 0);
      expect(divergence).toBeCloseTo(-Math.log(overlap), 4);
      expect(divergence).toBeGreaterThan(0.01);
    }
    const { experts: _, ...without } = args;
    for (const token of (await explain(without)).tokens) expect(token).not.toHaveProperty('divergence');
  });

  it('tells its progress, awaits its turn, and leaves no batch behind when it is stopped', async () => {
    const done: number[] = [];
    let turns = 0;
    await explainOn(forward, tokenizer, args, {
      bank,
      between: async () => void turns++,
      onEvent: (event) => done.push(event.done),
    });
    expect(turns).toBeGreaterThan(0);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(done.at(-1)).toBeCloseTo(1, 10);
    const stopped = new DOMException('not wanted', 'AbortError');
    await expect(explainOn(forward, tokenizer, args, { bank, between: () => Promise.reject(stopped) })).rejects.toBe(stopped);
  });

  it('runs rows that compute the same once, and as many side by side as memory allows', async () => {
    const prefills: (readonly PrefillRow[])[] = [];
    const noting = {
      vocabulary: forward.vocabulary,
      context: forward.context,
      prefillsAsSteps: true,
      prefill: (rows: readonly PrefillRow[], options: Parameters<typeof forward.prefill>[1]) => {
        prefills.push(rows);
        return forward.prefill(rows, options);
      },
      release: (batch: Parameters<typeof forward.release>[0]) => forward.release(batch),
    } as typeof forward;
    await explainOn(noting, tokenizer, args, { bank });
    // base and experts of MOD and DeRa are those that are asked for anyway: soup, base, told, first, second
    expect(prefills.map((rows) => rows.length)).toEqual([5]);

    prefills.length = 0;
    const many = Array.from({ length: 31 }, (_, i) => ({ id: `s${i}`, steering: one({ 'slot 0': i / 31 }) }));
    const long = { ...args, prompt: 'y'.repeat(110), steerings: [...many, ...steerings.slice(1, 2)], experts: [] };
    const { tokens } = await explainOn(noting, tokenizer, long, { bank });
    const sizes = prefills.map((rows) => rows.reduce((sum, row) => sum + row.tokens.length, 0));
    expect(sizes.length).toBeGreaterThan(1);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2048);
    const alone = await explain({ ...long, steerings: [many[0], many[30]] as Explaining['steerings'] });
    for (const [place, { rivals }] of alone.tokens.entries()) {
      expect(tokens[place]?.rivals.map(({ token }) => token)).toEqual(rivals.map(({ token }) => token));
      for (const [i, { logProbabilities }] of rivals.entries()) {
        const value = tokens[place]?.rivals[i]?.logProbabilities[30] as number;
        expect(value).toBeCloseTo(logProbabilities[1] as number, 3);
      }
    }
  });
});

describe('a request that makes no sense', () => {
  const [soup] = steerings as [Explaining['steerings'][0]];
  it.each<[string, Partial<Explaining>, string | RegExp]>([
    ['no steerings', { steerings: [], experts: [] }, '0 steerings, expected 1 to 32'],
    ['two of one name', { steerings: [soup, soup], experts: [] }, "two groups are called 'soup', expected unique ids"],
    ['half a rival', { rivals: 0.5 }, 'rivals is 0.5, expected an integer from 0 to 20'],
    ['an expert who is nobody', { experts: [{ id: 'x', weight: 1 }] }, /^the expert 'x' is no steering, expected one of soup, base/],
    ['one expert twice', { experts: [0.5, 0.5].map((weight) => ({ id: 'first', weight })) }, "the expert 'first' comes twice"],
    ['weights off the simplex', { experts: [{ id: 'first', weight: 0.5 }] }, 'the experts weigh [0.5], expected numbers of at least 0'],
    ['no temperature', { temperature: 0 }, 'temperature is 0, expected a finite number above 0'],
    ['a text without tokens', { tokens: [], ended: false }, "the text of group 'soup' has 0 tokens, expected at least 1"],
    ['a strange token', { tokens: [97] }, "the text of group 'soup' holds 97, expected token ids from 0 to 96"],
  ])('%s is refused', async (_, change, message) => {
    await expect(explain({ ...args, ...change })).rejects.toMatchObject({ code: 'bad-request' });
    await expect(explain({ ...args, ...change })).rejects.toThrow(message);
  });
});
