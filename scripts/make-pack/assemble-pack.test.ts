import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseFile } from '../../src/lm/parse-file.ts';
import { assemblePack } from './assemble-pack.ts';
import { DescriptionSchema, familyOf } from './description.ts';

const root = mkdtempSync(join(tmpdir(), 'pack-'));
afterAll(() => rmSync(root, { recursive: true }));

function write(path: string, content: string): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

function adapter(folder: string, rank: number, bytes: number): void {
  write(`${folder}/adapter_config.json`, JSON.stringify({ r: rank, lora_alpha: rank }));
  write(`${folder}/adapter_model.safetensors`, '.'.repeat(bytes));
}

const step = (policy: string, stage: string, at: number, minutes: number) =>
  JSON.stringify({ policy, stage, step: at, tokens: 100, samples: 8, minutes });
adapter('public/dial/adapters/shared', 4, 10);
adapter('public/dial/adapters/one', 4, 20);
adapter('public/dial/adapters/two', 4, 30);
adapter('public/dial/adapters/middle', 2, 40);
adapter('models/out/again/adapters-offline-0040/one', 1, 1);
adapter('models/out/again/adapters-on_policy-0018/one', 8, 50);
write(
  'runs/dial/config.json',
  JSON.stringify({ rewards: ['cheer'], axes: ['cheer', 'closeness'], limit: 64, temperature: 0.8, seed: 7, extra: 1 }),
);
write('runs/dial/calibration.json', JSON.stringify({ base: { cheer: { mean: 0.4, sd: 0.3 }, guard: { mean: 0, sd: 0.1 } } }));
// the run was resumed at step 1
write(
  'runs/dial/log-rs.jsonl',
  [step('rs', 'offline', 0, 1), step('rs', 'on_policy', 1, 3), step('rs', 'on_policy', 1, 0.5), 'cut o'].join('\n'),
);
write('runs/dial/steering-scale.json', JSON.stringify({ scale: 4, trials: [] }));
// a policy trained again is called as the first one in its log
write('runs/dial/log-rs-s2.jsonl', step('rs', 'on_policy', 0, 2));

const description = parseFile(
  DescriptionSchema,
  {
    label: 'Dial',
    task: 'How far from the base',
    policies: [
      { id: 'base', method: 'base', label: 'Base' },
      { id: 'rs', method: 'rs', label: 'Rewarded Soups', rewards: ['one', null] },
      { id: 'rs-factor', method: 'rs-factor', label: 'Factors', rewards: ['one', 'two'], trained: ['rs'] },
      { id: 'gold', method: 'trained-at', label: 'Gold', points: [{ weights: [0.333333, 0.666666], slot: 'middle' }] },
      { id: 'dera', method: 'dera', label: 'DeRa', rewards: ['one', null], options: { lambda: 3 }, trained: ['rs'] },
      { id: 'steering', method: 'steering', label: 'Vectors', rewards: ['one', 'two'] },
      { id: 'rs-s2', method: 'rs', label: 'Soups, seed 2', rewards: ['one', null], from: 'models/out/again' },
    ],
  },
  'policies.json',
);

const input = {
  id: 'dial',
  description,
  prompts: { system: 'Answer.', tune: ['t'], held_out: ['h'], examples: ['h'], groups: {} },
  base: 'ab'.repeat(32),
  commitOf: (file: string) => `commit of ${file.slice(root.length + 1)}`,
  paths: { root, folder: join(root, 'public/dial'), records: join(root, 'runs/dial'), adapters: join(root, 'public/dial/adapters') },
};
const pack = assemblePack(input);
const policy = (id: string) => pack.policies.find((one) => one.id === id);

describe('assemblePack', () => {
  it('has every adapter once, relative to pack.json, and what factor mixing crosses', () => {
    expect(pack.slots).toEqual([
      { id: 'one', path: 'adapters/one', rank: 4 },
      { id: 'two', path: 'adapters/two', rank: 4 },
      { id: 'middle', path: 'adapters/middle', rank: 2 },
      { id: 'rs-s2/one', path: '../../models/out/again/adapters-on_policy-0018/one', rank: 8 },
      { id: 'one*two', cross: { a: 'one', b: 'two' }, rank: 4 },
      { id: 'two*one', cross: { a: 'two', b: 'one' }, rank: 4 },
    ]);
  });

  it('keeps axes without a slot, points and options', () => {
    expect(policy('rs')?.slots).toEqual({ rewards: ['one', null] });
    expect(policy('rs-s2')?.slots).toEqual({ rewards: ['rs-s2/one', null] });
    expect(pack.rewards).toEqual(['cheer', 'closeness']);
    expect(policy('gold')?.points).toEqual([{ weights: [expect.closeTo(1 / 3, 9), expect.closeTo(2 / 3, 9)], slot: 'middle' }]);
    expect(policy('dera')?.options).toEqual({ lambda: 3 });
    expect(policy('steering')?.options).toEqual({ scale: 4 });
  });

  it('says what training cost, a repeated step once, and what its adapters weigh', () => {
    expect(policy('rs')?.training).toEqual({
      seed: 7,
      steps: 2,
      generatedTokens: 100,
      rewardCalls: 8,
      minutes: 3.5,
      commit: 'commit of runs/dial/log-rs.jsonl',
      adapterBytes: 20,
    });
    expect(policy('rs-factor')?.training).toMatchObject({ steps: 2, adapterBytes: 50 });
    expect(policy('rs-s2')?.training).toMatchObject({
      seed: 2,
      steps: 1,
      adapterBytes: 50,
      commit: 'commit of runs/dial/log-rs-s2.jsonl',
    });
    expect(policy('gold')?.training).toBeUndefined();
  });

  it('leaves out a policy without adapters, and names a record that is missing', () => {
    const untrained = {
      ...description,
      policies: [...description.policies, { id: 'x', method: 'rs' as const, label: 'X', rewards: ['none'] }],
    };
    const left = assemblePack({ ...input, description: untrained });
    expect(left.policies.map(({ id }) => id)).toEqual(pack.policies.map(({ id }) => id));
    const elsewhere = { ...input.paths, records: join(root, 'runs/none') };
    expect(() => assemblePack({ ...input, paths: elsewhere })).toThrow('runs/none/config.json is missing');
  });
});

describe('familyOf', () => {
  it('drops the training seed alone', () => {
    expect(['clp-s2', 'clp', 'clp-logit', 'rs-s12'].map(familyOf)).toEqual(['clp', 'clp', 'clp-logit', 'rs']);
  });
});
