import { expect, it } from 'vitest';
import { compareRuns, differingSettings } from './compare-runs.ts';
import type { RunRecord } from './run-record.ts';

const pane = (policy: string, text: string, scores: Record<string, number>, options = {}) => ({
  turns: [],
  ...{ policy, options, text, scores },
  tokens: [],
  stop: 'end' as const,
});
const run = (changes: Partial<RunRecord>): RunRecord => ({
  format: 'tiller-run/1',
  pack: 'voice',
  base: 'ab'.repeat(32),
  date: '2026-11-29T01:00:00.000Z',
  prompt: 'Why?',
  system: '',
  seed: 1,
  sampling: { temperature: 0.8, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1 },
  maxTokens: 64,
  weights: [0.5, 0.5],
  panes: [pane('clp', 'The rain stopped.', { brevity: 0.25, cheer: 0.5 })],
  ...changes,
});

it('answers of one policy with the same options belong together, wherever they stand', () => {
  const left = run({});
  const right = run({ panes: [pane('rs', 'Rain.', { brevity: 1 }), pane('clp', 'The snow stopped.', { brevity: 0.5 })] });
  const compared = compareRuns(left, right);
  expect(compared.map(({ key, left: one, right: other }) => [key, one !== undefined, other !== undefined])).toEqual([
    ['clp', true, true],
    ['rs', false, true],
  ]);
  expect(compared[0]?.left?.filter(({ changed }) => changed).map(({ text }) => text)).toEqual(['rain']);
  expect(compared[0]?.right?.filter(({ changed }) => changed).map(({ text }) => text)).toEqual(['snow']);
  expect(compared[0]?.scores).toEqual([
    { id: 'brevity', left: 0.25, right: 0.5, difference: 0.25 },
    { id: 'cheer', left: 0.5, right: undefined, difference: undefined },
  ]);
});

it('a policy that stands twice is compared place by place, and another option is another answer', () => {
  const twice = run({ panes: [pane('clp', 'a', {}), pane('clp', 'b', {}), pane('dera', 'c', {}, { lambda: 1.5 })] });
  expect(compareRuns(twice, run({ panes: [pane('clp', 'd', {}), pane('dera', 'e', {})] })).map(({ key }) => key)).toEqual([
    'clp',
    'clp (2)',
    'dera:1.5',
    'dera',
  ]);
});

it('says what was asked otherwise, and nothing where nothing was', () => {
  expect(differingSettings(run({}), run({ date: '2026-11-30T01:00:00.000Z' }))).toEqual([]);
  const other = run({ weights: [1, 0], sampling: { temperature: 0.8, topK: 5, topP: 1, minP: 0, repetitionPenalty: 1 } });
  expect(differingSettings(run({}), other)).toEqual([
    { name: 'weights', left: '0.50, 0.50', right: '1.00, 0.00' },
    { name: 'top-k', left: '0', right: '5' },
  ]);
});

it('chance alone is not blamed where turns, a chosen word, the base or a thousandth of a weight differ', () => {
  const [one] = run({}).panes as [RunRecord['panes'][number]];
  const turns = (answer: string) => [
    { role: 'user' as const, text: 'Hello.' },
    { role: 'assistant' as const, text: answer },
  ];
  const told = (left: Partial<RunRecord>, right: Partial<RunRecord>) => differingSettings(run(left), run(right));
  const talk = { name: 'earlier turns', left: '2, from “Hello.”', right: 'none' };
  expect(told({ panes: [{ ...one, turns: turns('Hi.') }] }, {})).toEqual([talk]);
  expect(told({ panes: [{ ...one, turns: turns('Hi.') }] }, { panes: [{ ...one, turns: turns('Yes?') }] })).toEqual([
    { ...talk, right: talk.left },
  ]);
  expect(told({}, { panes: [{ ...one, prefix: [1, 2] }] })).toEqual([{ name: 'chosen words', left: 'none', right: 'clp: 2 tokens given' }]);
  expect(told({}, { base: 'cd'.repeat(32) }).map(({ name }) => name)).toEqual(['base model']);
  expect(told({ weights: [0.501, 0.499] }, { weights: [0.502, 0.498] })).toEqual([
    { name: 'weights', left: '0.501, 0.499', right: '0.502, 0.498' },
  ]);
  expect(told({}, {})).toEqual([]);
});
