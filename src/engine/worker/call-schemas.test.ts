import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExplainArgs } from '../../lm/explanation.ts';
import type { StatesArgs } from '../../lm/reading.ts';
import type { GenerateArgs, ScoreArgs, SlotSource, Turn } from '../../lm/requests.ts';
import type { CallName, ToWorker } from '../protocol.ts';
import { checkCall } from './call-schemas.ts';

const slots: SlotSource[] = [
  { id: 'a', url: 'https://host.test/a' },
  { id: 'b', key: 'sha-b', files: { config: new Blob(['{}']), tensors: new Blob([]) } },
  { id: 'a*b', cross: { a: 'a', b: 'b' } },
];
const turns: readonly Turn[] = [
  { role: 'user', text: 'Hello.' },
  { role: 'assistant', text: 'Hi.' },
];
const asked = {
  id: 'pane-1',
  system: 'Be brief.',
  prompt: 'Why?',
  steering: { rows: [{ coefficients: { a: 0.5 }, system: 'Be kind.' }], mixer: { kind: 'divergence', divergence: 'jsd', weights: [0.5] } },
} as const;
const generate: GenerateArgs = {
  groups: [{ ...asked, turns: [...turns], seed: 1, prefix: [1], draft: [1, 2] }],
  sampling: { temperature: 0.8, topK: 0, topP: 1, minP: 0.1, repetitionPenalty: 1.2 },
  maxTokens: 8,
  slots,
};
const score: ScoreArgs = { groups: [{ ...asked, tokens: [1, 2], ended: true }], temperature: 1, slots };
const explain: ExplainArgs = {
  system: 'Be brief.',
  prompt: 'Why?',
  tokens: [1, 2],
  ended: true,
  steerings: [{ id: 'own', steering: asked.steering }],
  experts: [{ id: 'own', weight: 1 }],
  rivals: 5,
  temperature: 0.8,
  slots,
};
const states: StatesArgs = { texts: [{ text: 'a' }, { prompt: 'Why?', system: '', text: 'b' }], pooling: 'mean' };
const calls: Readonly<Partial<Record<CallName, unknown>>> = {
  generate,
  score,
  explain,
  states,
  choose: { questions: [{ system: '', prompt: 'Is it?' }], words: ['Yes', 'No'] },
  prepare: { slots },
  count: { system: '', turns, prompt: 'p' },
  'token-bytes': { ids: [0, 7] },
  'export-mix': { slots, coefficients: { a: 0.5 } },
  load: { manifestUrl: 'https://host.test/manifest.json', backend: 'auto' },
};
const check = (name: string, args: unknown) =>
  checkCall({ kind: 'call', id: 1, name, args, priority: 'interactive' } as Extract<ToWorker, { kind: 'call' }>);

it.each(Object.entries(calls))('%s as it is sent passes unchanged', (name, args) => {
  expect(check(name, args)).toEqual({ name, args, priority: 'interactive' });
});

describe('a wrong shape', () => {
  it.each([
    ['generate', 'groups.0.prompt', { ...generate, groups: [{ ...generate.groups[0], prompt: null }] }, 'expected string, got null'],
    ['generate', 'groups.0.steering', { ...generate, groups: [{ ...generate.groups[0], steering: 0 }] }, 'expected Object, got 0'],
    ['generate', 'groups.0.prefix.0', { ...generate, groups: [{ ...generate.groups[0], prefix: [0.5] }] }, 'expected integer, got 0.5'],
    ['generate', 'groups', { ...generate, groups: 1e308 }, 'expected Array, got 1e+308'],
    [
      'count',
      'turns.0.role',
      { system: '', turns: [{ role: 'system', text: '' }], prompt: 'p' },
      'expected ("user" | "assistant"), got "system"',
    ],
    ['generate', 'slots', { ...generate, slots: undefined }, 'expected Array, got undefined'],
    ['score', 'groups.0.tokens.0', { ...score, groups: [{ ...score.groups[0], tokens: [undefined] }] }, 'expected number, got undefined'],
    ['score', 'groups.0', { ...score, groups: [-1] }, 'expected Object, got -1'],
    ['explain', 'steerings.0.id', { ...explain, steerings: [{ steering: asked.steering }] }, 'expected "id", got undefined'],
    ['explain', 'rivals', { ...explain, rivals: '5' }, 'expected number, got "5"'],
    ['states', 'pooling', { ...states, pooling: 'first' }, 'expected ("last" | "mean"), got "first"'],
    ['states', 'texts.0.text', { ...states, texts: [{}] }, 'expected "text", got undefined'],
    ['export-mix', 'coefficients.a', { slots, coefficients: { a: Number.NaN } }, 'expected number, got NaN'],
    ['prepare', 'slots.0', { slots: [{ id: 'a' }] }, 'expected Object, got Object'],
    ['load', 'backend', { ...(calls.load as object), backend: 'cuda' }, 'expected ("auto" | ("webgpu"'],
  ])('of %s names the field %s', (name, field, args, message) => {
    expect(() => check(name, args)).toThrow(expect.objectContaining({ code: 'bad-request' }));
    expect(() => check(name, args)).toThrow(`${name}: field ${field}: ${message}`);
  });
});

/** Where values lie in data, as paths. */
function paths(data: unknown): (readonly (string | number)[])[] {
  if (typeof data !== 'object' || data === null || data instanceof Blob) return [[]];
  return [[], ...Object.entries(data).flatMap(([key, value]) => paths(value).map((rest) => [key, ...rest]))];
}

function replaced(data: unknown, [first, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (first === undefined) return value;
  const copy = (Array.isArray(data) ? [...data] : { ...(data as object) }) as Record<string | number, unknown>;
  copy[first] = replaced(copy[first], rest, value);
  return copy;
}

const strange = fc.constantFrom<unknown>(
  undefined,
  null,
  Number.NaN,
  -1,
  5e-324,
  1e308,
  1.5,
  '',
  '1',
  true,
  [],
  {},
  [[]],
  { length: 3 },
  JSON.parse('{"__proto__": 1}'),
);

it('is a bad request that names the call, or passes as what it should be: never another error', () => {
  const names = fc.constantFrom(...(Object.keys(calls) as CallName[]));
  fc.assert(
    fc.property(names, fc.nat(), strange, (name, place, value) => {
      const all = paths(calls[name]);
      const args = replaced(calls[name], all[place % all.length] ?? [], value);
      try {
        check(name, args);
      } catch (error) {
        expect(error).toMatchObject({ code: 'bad-request', message: expect.stringMatching(new RegExp(`^${name}: field `)) });
      }
    }),
    { numRuns: 2000, seed: 10 },
  );
});
