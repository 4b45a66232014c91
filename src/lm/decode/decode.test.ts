import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Mixer, RowSpec, Steering } from '../../methods/method.ts';
import type { DecodeEvent, Generation, GroupRequest, Sampling, Turn } from '../requests.ts';
import type { Forward, LogitsPiece } from '../run/forward.ts';
import { createFakeForward, createFakeTokenizer, type FakeForward, mountFake } from '../testing/fake-forward.ts';
import { generate as decode, type GenerateOptions } from './decode.ts';
import { gumbelOfBits, noiseBits, noiseKey } from './gumbel.ts';

const tokenizer = createFakeTokenizer();
const turn = (role: Turn['role'], text: string): Turn => ({ role, text });
const bank = mountFake(createFakeForward(), 'a', 'b');
/** With the slots a and b. */
const generate = (forward: Forward, of: typeof tokenizer, args: Generation, options: GenerateOptions = {}) =>
  decode(forward, of, args, { bank, ...options });
/** What a worker passes: the abort is seen between steps and chunks. */
const heeding = (signal: AbortSignal) => async () => signal.throwIfAborted();
const free: Sampling = { temperature: 0.8, topK: 0, topP: 1 };

const coefficientsArbitrary = fc.record({ a: fc.double({ min: -1, max: 2, noNaN: true }), b: fc.double({ min: 0, max: 1, noNaN: true }) });
const weightArbitrary = fc.double({ min: 0, max: 2, noNaN: true });
const oneRow = coefficientsArbitrary.map((coefficients): Steering => ({ rows: [{ coefficients }], mixer: { kind: 'identity' } }));
const twoRows = fc
  .tuple(coefficientsArbitrary, coefficientsArbitrary, weightArbitrary, fc.constantFrom('linear' as const, 'log-probs' as const))
  .map(
    ([first, second, weight, kind]): Steering => ({
      rows: [{ coefficients: first }, { coefficients: second, system: 'other' }],
      mixer: { kind, weights: [1 - weight, weight] },
    }),
  );
const turnsArbitrary = fc
  .array(fc.tuple(fc.string({ maxLength: 3 }), fc.string({ maxLength: 3 })), { maxLength: 2 })
  .map((exchanges) => exchanges.flatMap(([user, assistant]): Turn[] => [turn('user', user), turn('assistant', assistant)]));
const groupArbitrary = fc.record({
  system: fc.constant('sys'),
  turns: turnsArbitrary,
  prompt: fc.string({ maxLength: 6 }),
  steering: fc.oneof(oneRow, twoRows),
  seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
});
const groupsArbitrary = fc
  .array(groupArbitrary, { minLength: 1, maxLength: 5 })
  .map((groups) => groups.map((group, i): GroupRequest => ({ ...group, id: `g${i}` })));
const samplingArbitrary: fc.Arbitrary<Sampling> = fc.constantFrom(
  free,
  { temperature: 0, topK: 0, topP: 1 },
  { temperature: 0.5, topK: 5, topP: 1 },
  { temperature: 1, topK: 0, topP: 0.7 },
  { temperature: 1.5, topK: 10, topP: 0.9 },
  { temperature: 1, topK: 0, topP: 1, minP: 0.2 },
  { temperature: 0, topK: 0, topP: 1, repetitionPenalty: 1.5 },
  { temperature: 0.8, topK: 0, topP: 1, repetitionPenalty: 1.3 },
  { temperature: 1.2, topK: 12, topP: 0.95, minP: 0.05, repetitionPenalty: 1.2 },
);
const argsArbitrary = fc.record({ groups: groupsArbitrary, sampling: samplingArbitrary, maxTokens: fc.integer({ min: 1, max: 16 }) });

function mixed(mixer: Mixer, rows: readonly number[][]): number[] {
  if (mixer.kind === 'identity') return rows[0] ?? [];
  const parts = rows.map((row) => {
    const shift = mixer.kind === 'log-probs' ? Math.log(row.reduce((sum, logit) => sum + Math.exp(logit), 0)) : 0;
    return row.map((logit) => logit - shift);
  });
  return (rows[0] ?? []).map((_, v) => parts.reduce((sum, part, i) => sum + (mixer.weights[i] ?? 0) * (part[v] ?? 0), 0));
}

/** The text of a group from the definitions: the whole history every time, no cache, no batch, no shortcut. Temperature, greedy and penalty only. */
function naiveTokens(forward: FakeForward, group: GroupRequest, sampling: Sampling, maxTokens: number): number[] {
  const { temperature, repetitionPenalty = 1 } = sampling;
  const tokens = [...(group.prefix ?? [])];
  while (tokens.length < maxTokens) {
    const prompts = group.steering.rows.map(({ system }) => tokenizer.encodeChat({ ...group, system: system ?? group.system }));
    const rows = group.steering.rows.map(({ coefficients }, i) => [
      ...forward.logitsAfter([...(prompts[i] ?? []), ...tokens], Float32Array.of(coefficients.a ?? 0, coefficients.b ?? 0)),
    ]);
    const had = [...prompts.flat(), ...tokens].filter((token) => token !== 0);
    const key = noiseKey(group.seed, tokens.length);
    const scores = mixed(group.steering.mixer, rows).map((plain, v) => {
      const logit = !had.includes(v) ? plain : plain > 0 ? plain / repetitionPenalty : plain * repetitionPenalty;
      return temperature === 0 ? logit : logit / temperature + gumbelOfBits(noiseBits(key, v));
    });
    const token = scores.indexOf(Math.max(...scores));
    if (token === 0) break;
    tokens.push(token);
  }
  return tokens;
}

const tokensOf = (groups: readonly { readonly tokens: readonly number[] }[]) => groups.map(({ tokens }) => [...tokens]);

describe('a batch of groups', () => {
  test('gives each group the text of the definitions', async () => {
    await fc.assert(
      fc.asyncProperty(argsArbitrary, fc.constantFrom(0, 0.8), fc.constantFrom(1, 1.4), async (args, temperature, repetitionPenalty) => {
        const forward = createFakeForward();
        const sampling = { ...free, temperature, repetitionPenalty };
        const { groups } = await generate(forward, tokenizer, { ...args, sampling });
        expect(tokensOf(groups)).toEqual(args.groups.map((group) => naiveTokens(forward, group, sampling, args.maxTokens)));
        for (const { tokens, stop } of groups) expect(stop).toBe(tokens.length === args.maxTokens ? 'length' : 'end');
        expect(forward.counts.liveBatches).toBe(0);
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  test('gives each group what it gets alone, in whatever order the rows end and leave', async () => {
    await fc.assert(
      fc.asyncProperty(argsArbitrary, async (args) => {
        const forward = createFakeForward();
        const together = await generate(forward, tokenizer, args);
        for (const [i, group] of args.groups.entries()) {
          const alone = await generate(forward, tokenizer, { ...args, groups: [group] });
          expect(alone.groups[0]).toEqual(together.groups[i]);
        }
      }),
      { seed: 2, numRuns: 40 },
    );
  });

  test('rows that have ended leave when their steps cost more than the copy', async () => {
    const forward = createFakeForward();
    const groups = Array.from({ length: 8 }, (_, i): GroupRequest => ({ ...plain(`g${i}`), seed: i }));
    const { groups: texts, steps } = await generate(forward, tokenizer, { groups, sampling: free, maxTokens: 40 });
    const needed = texts.reduce((sum, { tokens, stop }) => sum + tokens.length - Number(stop === 'length'), 0);
    expect(Math.max(...texts.map(({ tokens }) => tokens.length))).toBeGreaterThan(
      2 * Math.min(...texts.map(({ tokens }) => tokens.length)),
    );
    expect(forward.counts.steppedRows).toBeLessThan(1.2 * needed);
    expect(forward.counts.steps).toBe(steps);
  });

  test('is reproducible from its seeds, and equal seeds share their noise', async () => {
    const forward = createFakeForward();
    const args = { groups: [plain('x'), plain('y')], sampling: free, maxTokens: 12 };
    const [first, second] = [await generate(forward, tokenizer, args), await generate(forward, tokenizer, args)];
    expect(second.groups).toEqual(first.groups);
    expect(first.groups[0]?.tokens).toEqual(first.groups[1]?.tokens);
    const other = await generate(forward, tokenizer, { ...args, groups: [{ ...plain('x'), seed: 6 }] });
    expect(other.groups[0]?.tokens).not.toEqual(first.groups[0]?.tokens);
  });
});

function plain(id: string, a = 0): GroupRequest {
  return { id, system: 'sys', prompt: 'hello', steering: { rows: [{ coefficients: { a } }], mixer: { kind: 'identity' } }, seed: 5 };
}

test('filters and penalty that change nothing give the text without them', async () => {
  const groups = [plain('x'), plain('y', 0.5)];
  const [without, with_] = await Promise.all(
    [free, { ...free, minP: 0, repetitionPenalty: 1 }].map((sampling) =>
      generate(createFakeForward(), tokenizer, { groups, sampling, maxTokens: 20 }),
    ),
  );
  expect(with_?.groups).toEqual(without?.groups);
});

describe('decoding again from the last text', () => {
  /** The request again with new coefficients, which keeps a prefix more often than not. */
  const nudged = (group: GroupRequest, by: number): GroupRequest => ({
    ...group,
    steering: {
      ...group.steering,
      rows: group.steering.rows.map((row) => ({ ...row, coefficients: { ...row.coefficients, a: (row.coefficients.a ?? 0) + by } })),
    },
  });
  const withDrafts = (args: Generation, drafts: readonly (readonly number[])[], by: number) => ({
    scratch: { ...args, groups: args.groups.map((group) => nudged(group, by)) },
    again: { ...args, groups: args.groups.map((group, i) => ({ ...nudged(group, by), draft: drafts[i] ?? [] })) },
  });

  test('gives the text from scratch', async () => {
    let keptParts = 0;
    await fc.assert(
      fc.asyncProperty(argsArbitrary, fc.constantFrom(0, 0.05, 0.3, 1), async (args, by) => {
        const forward = createFakeForward();
        const last = await generate(forward, tokenizer, args);
        const { scratch, again } = withDrafts(args, tokensOf(last.groups), by);
        const expected = await generate(forward, tokenizer, scratch);
        const got = await generate(forward, tokenizer, again);
        for (const [i, group] of got.groups.entries()) {
          const { tokens, text, stop } = expected.groups[i] as typeof group;
          expect(group).toMatchObject({ tokens, text, stop });
          const draft = last.groups[i]?.tokens ?? [];
          const common = draft.findIndex((token, position) => token !== tokens[position]);
          expect(group.kept).toBe(common < 0 ? draft.length : common);
          if (group.kept && group.kept < draft.length) keptParts++;
        }
      }),
      { seed: 3, numRuns: 60 },
    );
    expect(keptParts).toBeGreaterThan(20);
  });

  test('a draft of any tokens and any length does no harm', async () => {
    await fc.assert(
      fc.asyncProperty(argsArbitrary, fc.array(fc.array(fc.nat(23), { maxLength: 20 }), { minLength: 5 }), async (args, drafts) => {
        const { scratch, again } = withDrafts(args, drafts, 0);
        const expected = await generate(createFakeForward(), tokenizer, scratch);
        const got = await generate(createFakeForward(), tokenizer, again);
        expect(tokensOf(got.groups)).toEqual(tokensOf(expected.groups));
      }),
      { seed: 4, numRuns: 50 },
    );
  });

  test('differs only where a tie is counted when steps and prefill differ by float error', async () => {
    await fc.assert(
      fc.asyncProperty(argsArbitrary, async (args) => {
        const forward = createFakeForward({ wobble: 1e-5 });
        const last = await generate(forward, tokenizer, args);
        const { again } = withDrafts(args, tokensOf(last.groups), 0);
        const got = await generate(forward, tokenizer, again);
        for (const [i, { tokens, ties }] of got.groups.entries()) {
          if (ties === 0) expect(tokens).toEqual(last.groups[i]?.tokens);
        }
      }),
      { seed: 5, numRuns: 40 },
    );
  });

  test('gives the text from scratch, from scratch, when steps and prefill differ by more', async () => {
    await fc.assert(
      fc.asyncProperty(argsArbitrary, fc.constantFrom(0, 0.3), async (args, by) => {
        const forward = createFakeForward({ wobble: 0.3, prefillsAsSteps: false });
        const last = await generate(forward, tokenizer, args);
        const { scratch, again } = withDrafts(args, tokensOf(last.groups), by);
        const expected = await generate(forward, tokenizer, scratch);
        const got = await generate(forward, tokenizer, again);
        expect(got.groups).toEqual(expected.groups);
        expect(got.steps).toBe(expected.steps);
        for (const group of got.groups) expect(group).not.toHaveProperty('kept');
      }),
      { seed: 6, numRuns: 40 },
    );
  });

  test('counts a tie between two scores', async () => {
    const forward = createFakeForward();
    // the two best of greedy decoding are made equal everywhere
    const levelled: FakeForward = {
      ...forward,
      async prefill(rows, options) {
        const level = (pieces: readonly LogitsPiece[]) => {
          for (const { logits } of pieces) for (let at = 0; at < logits.length; at += 24) logits.fill(99, at + 3, at + 5);
          options?.read?.(pieces);
        };
        return forward.prefill(rows, { ...options, read: level });
      },
    };
    const args = { groups: [{ ...plain('x'), draft: [3, 3, 4] }], sampling: { temperature: 0, topK: 0, topP: 1 }, maxTokens: 3 };
    const { groups } = await generate(levelled, tokenizer, args);
    expect(groups[0]).toMatchObject({ tokens: [3, 3, 3], kept: 2, ties: 3, stop: 'length' });
  });

  test('costs one prefill and no step when nothing changes', async () => {
    const forward = createFakeForward();
    for (const maxTokens of [3, 40]) {
      const last = await generate(forward, tokenizer, { groups: [plain('x')], sampling: free, maxTokens });
      const before = { ...forward.counts };
      const draft = last.groups[0]?.tokens ?? [];
      const again = await generate(forward, tokenizer, { groups: [{ ...plain('x'), draft }], sampling: free, maxTokens });
      expect(again.groups[0]).toEqual({ ...last.groups[0], kept: draft.length });
      expect(again.steps).toBe(0);
      expect(forward.counts).toEqual({ ...before, prefills: before.prefills + 1 });
    }
  });
});

describe('a text with a prefix', () => {
  test('that it would have begun with anyway is the same text, whatever its length', async () => {
    await fc.assert(
      fc.asyncProperty(argsArbitrary, fc.double({ min: 0, max: 1, noNaN: true }), async (args, share) => {
        const whole = await generate(createFakeForward(), tokenizer, args);
        const begun = args.groups.map((group, i) => {
          const { tokens, stop } = whole.groups[i] as (typeof whole.groups)[0];
          const all = stop === 'end' ? [...tokens, 0] : tokens;
          return { ...group, prefix: all.slice(0, Math.round(share * all.length)) };
        });
        const forward = createFakeForward();
        const again = await generate(forward, tokenizer, { ...args, groups: begun });
        for (const [i, { tokens, text, stop }] of whole.groups.entries()) expect(again.groups[i]).toMatchObject({ tokens, text, stop });
        expect(forward.counts.liveBatches).toBe(0);
      }),
      { seed: 7, numRuns: 60 },
    );
  });

  test('of any tokens goes on as the definitions do, and with a draft as without', async () => {
    await fc.assert(
      fc.asyncProperty(argsArbitrary, fc.array(fc.integer({ min: 1, max: 23 }), { maxLength: 8 }), async (args, given) => {
        const forward = createFakeForward();
        const prefix = given.slice(0, args.maxTokens);
        const request = { ...args, sampling: free, groups: args.groups.map((group) => ({ ...group, prefix })) };
        const { groups } = await generate(forward, tokenizer, request);
        expect(tokensOf(groups)).toEqual(request.groups.map((group) => naiveTokens(forward, group, free, args.maxTokens)));
        const drafted = request.groups.map((group, i) => ({ ...group, draft: groups[i]?.tokens ?? [] }));
        const again = await generate(forward, tokenizer, { ...request, groups: drafted });
        for (const [i, { tokens, text, stop }] of groups.entries()) {
          expect(again.groups[i]).toMatchObject({ tokens, text, stop, kept: tokens.length });
        }
        const stranger = request.groups.map((group) => ({ ...group, draft: [...prefix.map((token) => 24 - token), 3, 1, 4] }));
        expect(tokensOf((await generate(forward, tokenizer, { ...request, groups: stranger })).groups)).toEqual(tokensOf(groups));
      }),
      { seed: 8, numRuns: 60 },
    );
  });

  test('asks the network for no logits of what is given, and for no step where nothing is left to sample', async () => {
    const forward = createFakeForward();
    const wanted: number[] = [];
    const noting: FakeForward = {
      ...forward,
      prefill: (rows, options) => {
        wanted.push(...rows.map(({ tokens, logitsFrom }) => tokens.length - logitsFrom));
        return forward.prefill(rows, options);
      },
    };
    const groups = [
      { ...plain('begun'), prefix: [5, 6, 7] },
      { ...plain('whole'), prefix: [5, 6, 7, 8, 9] },
      { ...plain('over'), prefix: [5, 0] },
    ];
    const texts = (await generate(noting, tokenizer, { groups, sampling: free, maxTokens: 5 })).groups;
    expect(wanted).toEqual([1, 1, 1]);
    expect(texts[1]).toMatchObject({ tokens: [5, 6, 7, 8, 9], stop: 'length' });
    expect(texts[2]).toMatchObject({ tokens: [5], stop: 'end', text: tokenizer.letter(5) });
    const { steps } = await generate(forward, tokenizer, { groups: groups.slice(1), sampling: free, maxTokens: 5 });
    expect(steps).toBe(0);
  });
});

describe('events', () => {
  test('add up to the result, each group ends once, and tokens are told as they come', async () => {
    await fc.assert(
      fc.asyncProperty(argsArbitrary, fc.array(fc.nat(23), { maxLength: 5 }), async (args, draft) => {
        const events: DecodeEvent[] = [];
        const taken: Record<string, number[]> = {};
        const groups = args.groups.map((group) => ({ ...group, draft }));
        const result = await generate(
          createFakeForward(),
          tokenizer,
          { ...args, groups },
          {
            onEvent: (event) => events.push(event),
            onToken: ({ id, position, token, logits }) => {
              expect(logits).toHaveLength(24);
              taken[id] = [...(taken[id] ?? []), token];
              expect(taken[id]).toHaveLength(position + 1);
            },
          },
        );
        for (const group of result.groups) {
          const deltas = events.filter((event) => event.type === 'group-delta' && event.id === group.id);
          expect(deltas.flatMap((event) => (event.type === 'group-delta' ? event.tokens : []))).toEqual(group.tokens);
          expect(deltas.map((event) => (event.type === 'group-delta' ? event.text : '')).join('')).toBe(group.text);
          expect(events.filter((event) => event.type === 'group-end' && event.result.id === group.id)).toEqual([
            { type: 'group-end', result: group },
          ]);
          expect(taken[group.id]).toEqual(group.stop === 'end' ? [...group.tokens, 0] : group.tokens);
        }
      }),
      { seed: 6, numRuns: 30 },
    );
  });
});

test('MOD tells how far its experts part, at every token that stands in the text', async () => {
  const rows: RowSpec[] = [{ coefficients: { a: 1 } }, { coefficients: { b: 1 } }];
  const mod = { ...plain('mod'), steering: { rows, mixer: { kind: 'log-probs' as const, weights: [0.5, 0.5] } } };
  const agreed = { ...mod, id: 'agreed', steering: { ...mod.steering, rows: rows.map(() => ({ coefficients: { a: 1 } })) } };
  const first = await generate(createFakeForward(), tokenizer, { groups: [mod, agreed, plain('x')], sampling: free, maxTokens: 9 });
  const [parted, together, alone] = first.groups;
  expect(parted?.misalignment).toHaveLength(parted?.tokens.length as number);
  for (const value of parted?.misalignment ?? []) expect(value).toBeGreaterThan(0.001);
  for (const value of together?.misalignment ?? []) expect(value).toBeCloseTo(0, 5);
  expect(alone).not.toHaveProperty('misalignment');
  const again = { groups: [{ ...mod, draft: parted?.tokens }], sampling: free, maxTokens: 9 };
  expect((await generate(createFakeForward(), tokenizer, again)).groups[0]?.misalignment).toEqual(parted?.misalignment);
});

describe('an abort', () => {
  test('ends within one step and keeps the text so far', async () => {
    const whole = await generate(createFakeForward(), tokenizer, { groups: [plain('x'), plain('y', 1)], sampling: free, maxTokens: 40 });
    for (const after of [1, 3]) {
      const forward = createFakeForward();
      const controller = new AbortController();
      const ends: DecodeEvent[] = [];
      const result = await generate(
        forward,
        tokenizer,
        { groups: [plain('x'), plain('y', 1)], sampling: free, maxTokens: 40 },
        {
          between: heeding(controller.signal),
          onEvent: (event) => {
            if (event.type === 'group-end') ends.push(event);
            if (event.type === 'group-delta' && event.tokens.length > 0 && forward.counts.steps === after) controller.abort();
          },
        },
      );
      expect(forward.counts.steps).toBe(after);
      expect(forward.counts.liveBatches).toBe(0);
      expect(ends).toHaveLength(2);
      for (const [i, group] of result.groups.entries()) {
        expect(group).toMatchObject({ stop: 'aborted', tokens: whole.groups[i]?.tokens.slice(0, after + 1) });
      }
    }
  });

  test('before the start runs nothing', async () => {
    const forward = createFakeForward();
    const result = await generate(
      forward,
      tokenizer,
      { groups: [plain('x')], sampling: free, maxTokens: 5 },
      { between: heeding(AbortSignal.abort()) },
    );
    expect(result.groups[0]).toEqual({ id: 'x', text: '', tokens: [], stop: 'aborted', kept: 0, ties: 0 });
    expect(forward.counts.prefills).toBe(0);
  });

  test('a backend that fails rejects and leaves no batch behind', async () => {
    const forward = createFakeForward();
    const failing = { ...forward, step: () => Promise.reject(new Error('lost')) };
    await expect(generate(failing, tokenizer, { groups: [plain('x')], sampling: free, maxTokens: 5 })).rejects.toThrow('lost');
    expect(forward.counts.liveBatches).toBe(0);
  });
});

describe('a request that makes no sense', () => {
  const good: Generation = { groups: [plain('x')], sampling: free, maxTokens: 5 };
  const group = (change: Partial<GroupRequest>): Generation => ({ ...good, groups: [{ ...plain('x'), ...change }] });
  const row = { coefficients: {} };
  test.each<[string, Generation, string]>([
    ['no groups', { ...good, groups: [] }, 'the request has 0 groups, expected at least 1'],
    ['equal ids', { ...good, groups: [plain('x'), plain('x')] }, "two groups are called 'x', expected unique ids"],
    ['no tokens', { ...good, maxTokens: 0 }, 'maxTokens is 0, expected an integer >= 1'],
    ['a negative temperature', { ...good, sampling: { ...free, temperature: -1 } }, 'temperature is -1, expected a finite number >= 0'],
    ['half a top-k', { ...good, sampling: { ...free, topK: 0.5 } }, 'topK is 0.5, expected an integer >= 0'],
    ['a top-p of 0', { ...good, sampling: { ...free, topP: 0 } }, 'topP is 0, expected a number above 0 and up to 1'],
    ['a min-p above 1', { ...good, sampling: { ...free, minP: 1.5 } }, 'minP is 1.5, expected a number from 0 to 1'],
    [
      'a penalty of 0',
      { ...good, sampling: { ...free, repetitionPenalty: 0 } },
      'repetitionPenalty is 0, expected a finite number above 0',
    ],
    [
      'turns out of turn',
      group({ turns: [turn('user', 'a'), turn('user', 'b')] }),
      "the turns of group 'x' are user, user, expected user and assistant by turns, the assistant last",
    ],
    [
      'a conversation that ends with the user',
      group({ turns: [turn('user', 'a')] }),
      "the turns of group 'x' are user, expected user and assistant by turns, the assistant last",
    ],
    [
      'turns without room',
      group({ turns: [turn('user', 'p'.repeat(60)), turn('assistant', 'q'.repeat(60))] }),
      "the prompt of group 'x' has 131 tokens, expected at most 91",
    ],
    ['a seed of 33 bits', group({ seed: 2 ** 32 }), "the seed of group 'x' is 4294967296, expected an unsigned 32-bit integer"],
    [
      'an unknown slot',
      group({ steering: { rows: [{ coefficients: { z: 1 } }], mixer: { kind: 'identity' } } }),
      "group 'x' names the slot 'z', expected one of a, b",
    ],
    [
      'an infinite coefficient',
      group({ steering: { rows: [{ coefficients: { a: Infinity } }], mixer: { kind: 'identity' } } }),
      "the coefficient of 'a' is Infinity, expected a finite number",
    ],
    [
      'a coefficient beyond single precision',
      group({ steering: { rows: [{ coefficients: { a: 1e308 } }], mixer: { kind: 'identity' } } }),
      "the coefficient of 'a' is 1e+308, expected a finite number",
    ],
    [
      'two rows for one',
      group({ steering: { rows: [row, row], mixer: { kind: 'identity' } } }),
      "group 'x' has 2 rows, expected 1, as its mixer",
    ],
    [
      'one weight for two',
      group({ steering: { rows: [row, row], mixer: { kind: 'linear', weights: [1] } } }),
      "group 'x' has 2 rows, expected 1, as its mixer",
    ],
    [
      'weights that are no numbers',
      group({ steering: { rows: [row], mixer: { kind: 'linear', weights: [Number.NaN] } } }),
      "group 'x' mixes by [NaN], expected finite weights",
    ],
    ['a draft outside of the vocabulary', group({ draft: [3, 24] }), "the draft of group 'x' holds 24, expected token ids from 0 to 23"],
    ['a prefix outside of the vocabulary', group({ prefix: [-1] }), "the prefix of group 'x' holds -1, expected token ids from 0 to 23"],
    [
      'a prefix longer than the text',
      group({ prefix: [1, 2, 3, 4, 5, 6] }),
      "the prefix of group 'x' has 6 tokens, expected at most maxTokens, 5",
    ],
    [
      'a prefix that goes on after its end',
      group({ prefix: [1, 0, 2] }),
      "the prefix of group 'x' has 1 tokens after an end token, expected none",
    ],
    ['a prompt without room', group({ prompt: 'p'.repeat(100) }), "the prompt of group 'x' has 104 tokens, expected at most 91"],
  ])('%s is refused', async (_, args, message) => {
    await expect(generate(createFakeForward(), tokenizer, args)).rejects.toMatchObject({ code: 'bad-request', message });
  });
});
