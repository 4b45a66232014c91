import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseFile } from '../lm/parse-file.ts';
import { type Front, FrontSchema } from './front.ts';
import { foreignFront } from './front-complaint.ts';
import { type Goodhart, GoodhartSchema } from './goodhart.ts';
import { type Pack, PackIndexSchema, PackSchema } from './pack.ts';

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(`../../public/models/${path}`, import.meta.url), 'utf8'));
const shipped = parseFile(PackIndexSchema, read('packs.json'), 'packs.json').packs.map(({ id }) => id);

/** What a change of a shipped file makes of it: the sentence of the refusal, or nothing. */
function refusal<T>(path: string, parse: (data: unknown) => T, change: (file: T) => unknown): string | undefined {
  const file = structuredClone(read(path)) as T;
  change(file);
  try {
    parse(file);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

describe.each(shipped)('the shipped pack %s', (id) => {
  it('passes, and its front is of it', () => {
    const pack = parseFile(PackSchema, read(`${id}/pack.json`), 'pack.json');
    const front = parseFile(FrontSchema, read(`${id}/front.json`), 'front.json');
    expect(foreignFront(front, pack)).toBeUndefined();
    // Nothing is dropped on the way in.
    expect(front).toEqual(read(`${id}/front.json`));
    expect(pack).toEqual(read(`${id}/pack.json`));
  });
});

type Change<T> = readonly [what: string, change: (file: T) => unknown, sentence: string];

const packFaults: readonly Change<Pack>[] = [
  ['an example twice', (p) => p.examples.push(p.examples[4] ?? ''), 'field examples.6: expected one that is not there before, got "'],
  ['an sd below zero', (p) => (p.calibration.approval = { mean: 0.8, sd: -1 }), 'field calibration.approval.sd: expected >0, got -1'],
  ['an sd of zero', (p) => (p.calibration.cheer = { mean: 0.8, sd: 0 }), 'field calibration.cheer.sd: expected >0, got 0'],
  ['an id of NUL', (p) => (p.id = '\0'), 'field id: expected a plain name'],
  ['an id of __proto__', (p) => (p.id = '__proto__'), 'field id: expected a plain name'],
  ['an id of constructor', (p) => (p.id = 'constructor'), 'field id: expected a plain name'],
  ['an id that leaves its folder', (p) => (p.id = '../voice'), 'field id: expected a plain name'],
  ['no calibration', (p) => delete p.calibration.approval, 'field calibration.approval: expected a mean and an sd, got undefined'],
  ...[
    'javascript:alert(1)',
    'https://evil.example/x',
    '//evil.example/x',
    '../../x',
    '/x',
    'a//b',
    'a\\b',
    'a\0b',
    'a/__proto__',
    'a/%2e%2e/b',
  ].map(
    (path): Change<Pack> => [
      `the path ${JSON.stringify(path)}`,
      (p) => Object.assign(p.slots[0] ?? {}, { path }),
      'field slots.0.path: expected a path below the pack’s folder',
    ],
  ),
  ['a slot twice', (p) => p.slots.push(...p.slots.slice(0, 1)), 'field slots.3.id: expected one that is not there before, got "'],
  ['a slot named __proto__', (p) => Object.assign(p.slots[0] ?? {}, { id: '__proto__' }), 'field slots.0.id: expected plain names'],
  ['a temperature of 1e308', (p) => (p.temperature = 1e308), 'field temperature: expected <=2, got 1e+308'],
  ['more tokens than a context has', (p) => (p.maxTokens = 1e6), 'field maxTokens: expected <=2048, got 1000000'],
  ['a policy twice', (p) => p.policies.push(...p.policies.slice(0, 1)), 'field policies.3.id: expected one that is not there before'],
  ['a reward twice', (p) => p.rewards.push('approval'), 'field rewards.2: expected one that is not there before, got "approval"'],
  ['a reward more than slots', (p) => p.rewards.push('cheer'), 'field policies.1.slots.rewards: expected 3 slots, one a reward, got 2'],
  ['a slot less than rewards', (p) => p.policies[1]?.slots.rewards.pop(), 'field policies.1.slots.rewards: expected 2 slots, one a reward'],
  [
    'a slot that is not there',
    (p) => Object.assign(p.policies[1]?.slots ?? {}, { rewards: ['nobody', null] }),
    'field policies.1.slots: expected ids of slots of this pack, got "nobody"',
  ],
  [
    'a learned reward without its slot',
    (p) => (p.rewardModel = { slot: 'nobody', reward: 'approval' }),
    'field rewardModel.slot: expected a LoRA with files (dial-proper, dial-weak, rm), got "nobody"',
  ],
  [
    'weights off the simplex',
    (p) => Object.assign(p.policies[1] ?? {}, { method: 'trained-at', points: [{ weights: [0.5, 0.6], slot: 'rm' }] }),
    'field policies.1.points.0.weights: expected 2 weights that sum to 1, got [0.5,0.6]',
  ],
  ['no points', (p) => Object.assign(p.policies[1] ?? {}, { method: 'trained-at' }), 'field policies.1.points: expected weights and slots'],
  [
    'a scale beyond reason',
    (p) => Object.assign(p.policies[1] ?? {}, { options: { scale: 1e300 } }),
    'field policies.1.options.scale: expected <=1000',
  ],
  [
    'cross slots of nobody',
    (p) => p.slots.push({ id: 'rm*nobody', cross: { a: 'rm', b: 'nobody' }, rank: 4 }),
    'field slots.3.cross.b: expected a LoRA with files (dial-proper, dial-weak, rm), got "nobody"',
  ],
  [
    'a cross slot of another name',
    (p) => p.slots.push({ id: 'cross', cross: { a: 'rm', b: 'dial-weak' }, rank: 4 }),
    'field slots.3.id: expected "rm*dial-weak", got "cross"',
  ],
  [
    'a soft prompt to cross',
    (p) => {
      p.slots.push({ id: 'soft', path: 'adapters/soft', softTokens: 8 }, { id: 'soft*rm', cross: { a: 'soft', b: 'rm' }, rank: 4 });
    },
    'field slots.4.cross.a: expected a LoRA with files (dial-proper, dial-weak, rm), got "soft"',
  ],
  [
    'a soft prompt of LoRAs',
    (p) => Object.assign(p.policies[1] ?? {}, { method: 'soft-prompt' }),
    'field policies.1.slots: expected ids of soft prompts, as soft-prompt mixes nothing else, got "dial-proper"',
  ],
  [
    'a soft prompt of no vectors',
    (p) => p.slots.push({ id: 'soft', path: 'adapters/soft', softTokens: 0 }),
    'field slots.3.softTokens: expected >=1, got 0',
  ],
  ['another base', (p) => (p.base = 'b179'), 'field base'],
  ['control characters', (p) => (p.label = 'a\u0007'), 'field label: expected text without control characters'],
];

it.each(packFaults)('a pack with %s is refused in one sentence', (_, change, sentence) => {
  const message = refusal('proxy/pack.json', (data) => parseFile(PackSchema, data, 'pack.json'), change);
  expect(message).toContain('pack.json: field');
  expect(message).toContain(sentence);
  expect(message?.length).toBeLessThan(400);
});

const point = (front: Front, policy = 1, index = 3) => {
  const found = front.policies[policy]?.points[index];
  if (!found) throw new Error('the front has no such point');
  return found;
};

const frontFaults: readonly Change<Front>[] = [
  ['a share below 0', (f) => (point(f).finished = -1), 'field policies.1.points.3.finished: expected >=0, got -1'],
  [
    'an interval below its mean',
    (f) => Object.assign(point(f).rewards.numbering ?? {}, { high: -1 }),
    'field policies.1.points.3.rewards.numbering.mean: expected a mean within',
  ],
  [
    'an interval above its mean',
    (f) => Object.assign(point(f).rewards.itemising ?? {}, { low: 2 ** 53 }),
    'field policies.1.points.3.rewards.itemising.mean: expected a mean within',
  ],
  ['a reference of 1', (f) => f.reference.splice(1, 1), 'field scale: expected 1 pairs'],
  ['a seed beyond 32 bits', (f) => (f.seeds[0] = 2 ** 53), 'field seeds.0: expected <=4294967295'],
  [
    'a sample’s seed beyond 32 bits',
    (f) => Object.assign(point(f).samples[2] ?? {}, { seed: 2 ** 53 }),
    'samples.2.seed: expected <=4294967295',
  ],
  ['a policy twice', (f) => f.policies.push(...f.policies.slice(0, 1)), 'field policies.5.id: expected one that is not there before'],
  [
    'weights off the simplex',
    (f) => (point(f).weights = [0.9, 0.9]),
    'field policies.1.points.3.weights: expected 2 weights that sum to 1',
  ],
  ['a weighting twice', (f) => (point(f).weights = point(f, 1, 0).weights), 'expected a weighting that this policy has not before'],
  ['a point without a reward', (f) => delete point(f).rewards.numbering, 'field policies.1.points.3.rewards.numbering: expected a mean'],
  [
    'a comparison of nobody',
    (f) => Object.assign(f.comparisons[0] ?? {}, { less: 'nobody' }),
    'field comparisons.0.less: expected one of base',
  ],
  [
    'trained weights off the simplex',
    (f) => Object.assign(f.trained?.[0] ?? {}, { weights: [1, 1] }),
    'field trained.0.weights: expected 2',
  ],
  ['a prompt twice', (f) => f.prompts.push(f.prompts[0] ?? ''), 'field prompts.40: expected one that is not there before'],
];

it.each(frontFaults)('a front with %s is refused in one sentence', (_, change, sentence) => {
  const message = refusal('twins/front.json', (data) => parseFile(FrontSchema, data, 'front.json'), change);
  expect(message).toContain('front.json: field');
  expect(message).toContain(sentence);
});

it('a front of another pack, base or number of rewards is foreign', () => {
  const pack = parseFile(PackSchema, read('twins/pack.json'), 'pack.json');
  const front = parseFile(FrontSchema, read('twins/front.json'), 'front.json');
  expect(foreignFront({ ...front, pack: 'fork' }, pack)).toMatchObject({ field: ['pack'], expected: '"twins"', got: 'fork' });
  expect(foreignFront({ ...front, base: '0'.repeat(64) }, pack)).toMatchObject({ field: ['base'] });
  expect(foreignFront({ ...front, reference: [0] }, pack)).toMatchObject({ field: ['reference'] });
  expect(foreignFront(front, { ...pack, rewards: ['numbering', 'wit'] })).toMatchObject({
    expected: 'a mean',
    field: expect.arrayContaining(['wit']),
  });
});

type Steps = Goodhart['policies'][number]['steps'];
const steps = (curve: Goodhart): Steps => curve.policies[0]?.steps ?? [];

const curveFaults: readonly Change<Goodhart>[] = [
  [
    'an interval beside its mean',
    (c) => Object.assign(steps(c)[3]?.rewards.approval ?? {}, { mean: 1 }),
    'steps.3.rewards.approval.mean: expected a mean within',
  ],
  [
    'steps out of order',
    (c) => Object.assign(steps(c)[2] ?? {}, { step: 0 }),
    'field policies.0.steps.2.step: expected more than 4, got 0',
  ],
  ['a policy twice', (c) => c.policies.push(...c.policies.slice(0, 1)), 'field policies.2.id: expected one that is not there before'],
  ['a path for a pack', (c) => (c.pack = '../../../../etc/passwd'), 'field pack: expected a plain name'],
  [
    'two proxies',
    (c) => Object.assign(c.rewards[1] ?? {}, { role: 'proxy' }),
    'field rewards: expected one reward of the role proxy, got 2',
  ],
  ['no golden reward', (c) => c.rewards.splice(1, 1), 'field rewards: expected one reward of the role golden, got 0'],
  [
    'a reward that no step has',
    (c) => c.rewards.push({ id: 'wit', label: 'Wit', role: 'twin' }),
    'field policies.0.steps.0.rewards.wit: expected a mean',
  ],
  ['a seed beyond 32 bits', (c) => (c.seed = 2 ** 32), 'field seed: expected <=4294967295'],
];

it.each(curveFaults)('a Goodhart curve with %s is refused in one sentence', (_, change, sentence) => {
  const message = refusal('proxy/goodhart.json', (data) => parseFile(GoodhartSchema, data, 'goodhart.json'), change);
  expect(message).toContain('goodhart.json: field');
  expect(message).toContain(sentence);
});

it('the shipped Goodhart curve passes as it is', () => {
  expect(parseFile(GoodhartSchema, read('proxy/goodhart.json'), 'goodhart.json')).toEqual(read('proxy/goodhart.json'));
});
