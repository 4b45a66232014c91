import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseFile } from '../../lm/parse-file.ts';
import { sameWeighting } from '../../math/simplex.ts';
import { type Front, FrontSchema } from '../../packs/front.ts';
import { measuredSample } from '../../packs/measured-sample.ts';
import { PackIndexSchema, PackSchema } from '../../packs/pack.ts';
import { urlContext } from '../state/tiller.ts';
import { packOfHash, parseUrl } from '../state/url-state.ts';
import { type Preset, presetHash, presets } from './presets.ts';

const read = (path: string): unknown => JSON.parse(readFileSync(`public/models/${path}`, 'utf8'));
const { packs } = parseFile(PackIndexSchema, read('packs.json'), 'packs.json');
const packOf = (id: string) => parseFile(PackSchema, read(`${id}/pack.json`), 'pack.json');
const fronts = new Map(packs.map(({ id }): [string, Front] => [id, parseFile(FrontSchema, read(`${id}/front.json`), 'front.json')]));
const preset = (id: string) => presets.find((one) => one.id === id) as Preset;
/** The measured point of a preset's pack. */
function point({ pack, weights }: Preset, policy: string) {
  const points = fronts.get(pack)?.policies.find(({ id }) => id === policy)?.points ?? [];
  const found = points.find((one) => one.weights.length === 0 || sameWeighting(one.weights, weights));
  if (!found) throw new Error(`${pack}: no point of ${policy} at ${weights}`);
  return found;
}
const written = (value: number | undefined, digits = 2) => (value ?? Number.NaN).toFixed(digits);

it('there are six, each with a name of its own', () => {
  expect(presets).toHaveLength(6);
  expect(new Set(presets.map(({ id }) => id)).size).toBe(6);
});

describe.each(presets)('$title', (one) => {
  const { pack, prompt, panes, weights } = one;
  it('is a link that opens as it is meant, with a measured text in every pane', () => {
    const hash = presetHash(one, packs);
    expect(packOfHash(hash, packs)).toEqual({ pack });
    const { state, notices } = parseUrl(hash, urlContext(packOf(pack)));
    expect(notices).toEqual([]);
    expect(state).toMatchObject({ prompt, panes, weights });
    for (const { policy } of panes) {
      const sample = measuredSample(fronts.get(pack) as Front, policy, prompt, weights);
      expect(sample?.sample.text).toMatch(/\w/);
    }
  });
});

it('the README has the same links', () => {
  const readme = readFileSync('README.md', 'utf8');
  for (const one of presets) expect(readme).toContain(`| ${one.title} | \`${presetHash(one, packs).replace(/^v=1&/, '')}\` |`);
});

describe('what the presets say was measured', () => {
  const says = (id: string, ...numbers: string[]) => {
    for (const number of numbers) expect(preset(id).shows).toContain(number);
  };
  const mean = (id: string, policy: string, reward: string) => written(point(preset(id), policy).rewards[reward]?.mean);

  it('of the soup that fails', () => {
    says('soup', `${mean('soup', 'clp', 'numbering')} and ${mean('soup', 'clp', 'bulleting')}`);
    says('soup', `${mean('soup', 'rs', 'numbering')} and ${mean('soup', 'rs', 'bulleting')}`);
    const { prompt, weights } = preset('soup');
    const text = (policy: string) => measuredSample(fronts.get('fork') as Front, policy, prompt, weights)?.sample.text ?? '';
    expect(text('clp')).not.toMatch(/^(\d\.|-) /m);
    expect(text('rs')).toMatch(/^(\d\.|-) /m);
  });

  it('of the dial', () => {
    says('dial', `${mean('dial', 'clp', 'cheer')} for ${written(point(preset('dial'), 'clp').kl.mean, 0)} nats`);
    says('dial', `${mean('dial', 'rs', 'cheer')} for ${written(point(preset('dial'), 'rs').kl.mean, 0)}`);
  });

  it('of hacking', () => {
    says('hacking', `from ${mean('hacking', 'base', 'approval')} to ${mean('hacking', 'weak', 'approval')}`);
    says('hacking', `at ${mean('hacking', 'weak', 'cheer')},`, `(${mean('hacking', 'proper', 'cheer')}, the intervals overlap)`);
    const [weak, proper] = [point(preset('hacking'), 'weak').rewards.cheer, point(preset('hacking'), 'proper').rewards.cheer];
    expect(weak?.high).toBeGreaterThan(proper?.low ?? 1);
  });

  it('of asking, of agreement and of going beyond', () => {
    says('asking', mean('asking', 'prompt', 'brevity'), `(${mean('asking', 'base', 'brevity')})`, mean('asking', 'clp-full', 'brevity'));
    says('agreement', `(${mean('agreement', 'rs', 'numbering')}; CLP ${mean('agreement', 'clp', 'numbering')})`);
    const [expert, beyond] = [point(preset('beyond'), 'rs'), point(preset('beyond'), 'dera')];
    says('beyond', `${written(beyond.kl.mean, 0)} nats`, `at ${written(expert.kl.mean, 0)};`);
    says('beyond', `(${mean('beyond', 'dera', 'cheer')} and ${mean('beyond', 'rs', 'cheer')})`);
    says('beyond', `${written(beyond.nll.mean, 1)} nats a token`, `from ${written(point(preset('beyond'), 'base').nll.mean, 1)}`);
  });
});
