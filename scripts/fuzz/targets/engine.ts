import { readFileSync } from 'node:fs';
import type { Calls, ToWorker } from '../../../src/engine/protocol.ts';
import { checkCall } from '../../../src/engine/worker/call-schemas.ts';
import { planExplaining } from '../../../src/lm/decode/explain-passes.ts';
import { planGroups, planScores } from '../../../src/lm/decode/request.ts';
import { parseSelfCheck } from '../../../src/lm/run/self-check.ts';
import { createFakeForward } from '../../../src/lm/testing/fake-forward.ts';
import type { Chat } from '../../../src/lm/text/chat-template.ts';
import { parseJson } from '../../../src/packs/pack-files.ts';
import { mutateJson } from '../mutate-json.ts';
import { complaints, type Target } from '../trial.ts';

const stored: { base: string } = JSON.parse(readFileSync(new URL('../../../public/models/base/self-check.json', import.meta.url), 'utf8'));

/** Known logits. */
export const selfCheck: Target = {
  kind: 'self-check',
  file: 'self-check.json',
  make(next) {
    const { text, what } = mutateJson(stored, next);
    return {
      what,
      run: () => {
        const { tokens, indices, logits } = parseSelfCheck(
          parseJson(new TextEncoder().encode(text), 'self-check.json'),
          stored.base,
          'self-check.json',
        );
        return complaints({
          'other than as many indices as logits': indices.length !== logits.length,
          'an id that is none': ![...tokens, ...indices].every((id) => Number.isInteger(id) && id >= 0),
          'a logit that is not finite': !logits.every(Number.isFinite),
        });
      },
    };
  },
};

const context = { forward: createFakeForward({ vocabulary: 24, context: 96 }), bank: { slots: ['a', 'b'] } };
const tokenizer = {
  encodeChat: ({ system, turns = [], prompt }: Chat) =>
    [...system, ...turns.flatMap(({ text }) => [...text]), ...prompt].map((_, i) => i % 24).slice(0, 500),
  end: 2,
  stops: new Set([2]),
};
const rows = [{ coefficients: { a: 0.5 } }, { coefficients: { b: 1 }, system: 'Be brief.' }];
const turns = [
  { role: 'user', text: 'Hello.' },
  { role: 'assistant', text: 'Hi.' },
];
const common = { system: 'S', turns, prompt: 'Why?' };
const mod = { rows, mixer: { kind: 'divergence', weights: [0.5, 0.5], divergence: 'alpha' } };
const plain = { rows: rows.slice(0, 1), mixer: { kind: 'identity' } };

const GENERATE = {
  groups: [
    { id: 'one', ...common, steering: plain, seed: 1, prefix: [1], draft: [1, 2, 3] },
    { id: 'two', ...common, steering: mod, seed: 2 },
  ],
  sampling: { temperature: 0.7, topK: 0, topP: 1, minP: 0.1, repetitionPenalty: 1.2 },
  maxTokens: 16,
  slots: [
    { id: 'a', url: 'https://origin.example/a' },
    { id: 'b', url: 'https://origin.example/b' },
  ],
};
const SCORE = {
  groups: [
    { id: 'one', ...common, steering: plain, tokens: [1, 2, 3], ended: true },
    { id: 'two', ...common, steering: mod, tokens: [4], ended: false },
  ],
  temperature: 1,
  slots: [],
};

const EXPLAIN = {
  ...common,
  tokens: [1, 2, 3],
  ended: true,
  steerings: [
    { id: 'one', steering: plain },
    { id: 'two', steering: mod },
  ],
  experts: [
    { id: 'one', weight: 0.25 },
    { id: 'two', weight: 0.75 },
  ],
  rivals: 5,
  temperature: 0.8,
  slots: [],
};

/** A page of another version may send anything: what arrives is structured-cloneable, no more. */
function calls<Name extends 'generate' | 'score' | 'explain'>(
  name: Name,
  right: unknown,
  plan: (args: Calls[Name]['args']) => readonly string[],
): Target {
  return {
    kind: name,
    make(next) {
      const { text, what } = mutateJson(right, next);
      let args: unknown;
      try {
        args = JSON.parse(text);
      } catch {
        args = undefined;
      }
      const message = { kind: 'call', id: 1, name, priority: 'interactive', args } as Extract<ToWorker, { kind: 'call' }>;
      return { what, run: () => plan(checkCall(message).args as Calls[Name]['args']) };
    },
  };
}

const finite = (values: Iterable<number>) => [...values].every(Number.isFinite);
const ids = (tokens: readonly number[]) => tokens.every((token) => Number.isInteger(token) && token >= 0 && token < 24);

export const generateCall = calls('generate', GENERATE, (args) => {
  const groups = planGroups(context, tokenizer, args);
  return complaints({
    'no groups': groups.length === 0,
    'an id that is no text': !groups.every(({ id }) => typeof id === 'string'),
    'a seed beyond 32 bits': !groups.every(({ seed }) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32),
    'a coefficient that is not finite': !groups.every((group) => group.rows.every(({ coefficients }) => finite(coefficients))),
    'a token outside of the vocabulary': !groups.every(({ prefix, draft }) => ids(prefix) && ids(draft)),
  });
});

export const scoreCall = calls('score', SCORE, (args) => {
  const groups = planScores(context, tokenizer, args);
  return complaints({
    'no groups': groups.length === 0,
    'a coefficient that is not finite': !groups.every((group) => group.rows.every(({ coefficients }) => finite(coefficients))),
    'a token outside of the vocabulary': !groups.every(({ answer }) => ids(answer)),
  });
});

export const explainCall = calls('explain', EXPLAIN, (args) => {
  const { plans, passes, experts } = planExplaining(context, tokenizer, args);
  const weights = [...experts.values()];
  return complaints({
    'a pass without rows': passes.length === 0 || passes.some(({ rows }) => rows.length === 0),
    'a steering that is not read once': passes.flatMap(({ steerings }) => steerings).length !== plans.length,
    'a coefficient that is not finite': !plans.every(({ rows }) => rows.every(({ coefficients }) => finite(coefficients))),
    'a token outside of the vocabulary': !plans.every(({ answer }) => ids(answer)),
    'experts off the simplex': weights.length > 0 && !(Math.abs(weights.reduce((sum, weight) => sum + weight, 0) - 1) < 1e-5),
  });
});
