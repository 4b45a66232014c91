import { expect, it } from 'vitest';
import { fixturePack } from '../../src/packs/testing/fixture-pack.ts';
import { type AutoRecord, autoPart } from './auto.ts';
import type { PackResults } from './read-results.ts';

const even = { mean: 0, low: -0.1, high: 0.1 };
const judged = { prompts: 40, proposed: even, centre: even, same: even, best: even, aboveCentre: even, aboveSame: even };
const record = (aboveCentre: typeof even, aboveSame = even, penalty: AutoRecord['penalty'] = 0.1): AutoRecord => ({
  ...{ format: 'tiller-auto/1', pack: 'voice', commit: '0123456789abcdef', seed: 1, prompts: 150, penalty, targets: [0.5, 0.2, 0.3] },
  head: { pooling: 'mean', weights: '', bias: [0, 0, 0] },
  pool: judged,
  measured: { ...judged, policy: 'clp', aboveCentre, aboveSame },
  proposals: [],
});
const said = (auto?: AutoRecord) => autoPart({ pack: fixturePack, ...(auto ? { auto } : {}) } as PackResults);

it('tells a proposal that is no better from one that is, and both from one that is worse', () => {
  const above = { mean: 0.2, low: 0.1, high: 0.3 };
  expect(said(record(even))).toContain('proposals are not shown to beat always the centre.');
  expect(said(record(above))).toContain('proposals beat the centre; that they beat always the same is not shown.');
  expect(said(record(above, above))).toContain('proposals beat the centre, and always the same too.');
  expect(said(record({ mean: -0.2, low: -0.3, high: -0.1 }))).toContain('proposals are worse than always the centre.');
});

it('says when the head does not look at the prompt, and nothing where there is no head', () => {
  expect(said(record(even, even, 'same for all'))).toContain('Cross-validation chose the head that proposes the same for every prompt.');
  expect(said()).toBeUndefined();
});
