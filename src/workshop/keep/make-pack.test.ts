import { describe, expect, it } from 'vitest';
import { gather, readBundle, writeBundle } from '../../packs/bundle.ts';
import { checkBundle } from '../../packs/check-bundle.ts';
import { heldFiles } from '../../packs/pack-files.ts';
import { loadPack } from '../../packs/pack-source.ts';
import { slotSources } from '../../packs/slot-sources.ts';
import type { OfflineSettings } from '../../training/recipe.ts';
import { makePack } from './make-pack.ts';
import { testingClp, testingDial, testingGold, testingProject, testingSoft, testingSoups } from './testing/trained.ts';

const host = { base: { name: 'base', sha256: testingProject.base.sha256 }, rewards: ['brevity', 'richness', 'closeness'] };
const read = (bytes: Uint8Array | undefined) => JSON.parse(new TextDecoder().decode(bytes));

describe('makePack', () => {
  it('makes a pack that the page takes as one that came from outside, also through a bundle', async () => {
    const { pack, files } = makePack(testingProject, [testingClp, testingSoups, testingGold]);
    const bundle = await readBundle(new Blob([writeBundle(files)]), 'mine.tiller.zip');
    expect(bundle).toEqual({ files, left: [] });
    expect(checkBundle(bundle.files, host)).toEqual(pack);
    expect(gather(files, 'mine').left).toEqual([]);
  });

  it('has the policies of its runs with what they cost, and every slot that they name', async () => {
    const { pack, files } = makePack(testingProject, [testingClp, testingSoups, testingGold]);
    expect(pack.policies.map(({ id, method }) => [id, method])).toEqual([
      ['base', 'base'],
      ['clp', 'clp'],
      ['rs', 'rs'],
      ['single', 'single'],
      ['gold', 'trained-at'],
    ]);
    expect(pack.policies[1]).toMatchObject({
      slots: { shared: 'clp-shared', rewards: ['clp-brevity', 'clp-richness'] },
      training: { seed: 1, steps: 40, minutes: 7.25, adapterBytes: 'clp-shared'.length + 'clp-brevity'.length + 'clp-richness'.length },
    });
    const held = heldFiles(new Map([...files].map(([path, bytes]) => [path, new Blob([bytes])])), (path) => path);
    const source = await loadPack(held);
    expect(source.leftOut).toEqual([]);
    const sources = slotSources(pack, pack.policies, held);
    expect(sources.map(({ id }) => id)).toEqual(['clp-shared', 'clp-brevity', 'clp-richness', 'rs-brevity', 'rs-richness', 'gold-1']);
  });

  it('has a soft prompt as vectors before the chat, and says so on its card', () => {
    const { pack, files } = makePack(testingProject, [testingClp, testingSoft]);
    expect(pack.slots.slice(3)).toEqual(
      ['soft-shared', 'soft-brevity', 'soft-richness'].map((id) => ({ id, path: `adapters/${id}`, softTokens: 8 })),
    );
    expect(pack.policies[2]).toMatchObject({
      ...{ id: 'soft', method: 'soft-prompt', label: 'Soft prompt' },
      slots: { shared: 'soft-shared', rewards: ['soft-brevity', 'soft-richness'] },
    });
    expect(new TextDecoder().decode(files.get('README.md'))).toContain('  - lora\n  - prompt-tuning\n  - tiller');
    const alone = makePack(testingProject, [testingSoft]);
    expect(new TextDecoder().decode(alone.files.get('README.md'))).toContain('tags:\n  - prompt-tuning\n  - tiller');
  });

  it('has prompts and settings for whoever trains on', () => {
    const { files, pack } = makePack(testingProject, [testingClp]);
    expect(read(files.get('prompts.json'))).toMatchObject({
      system: testingProject.system,
      ...testingProject.prompts,
      examples: pack.examples,
    });
    expect(read(files.get('recipe.json'))).toMatchObject({ pool: 'shipped', runs: [testingClp.recipe] });
    const own = makePack({ ...testingProject, pool: new Uint8Array([1]) }, [testingClp]);
    expect(read(own.files.get('recipe.json'))).toMatchObject({ pool: 'pool.json' });
    expect(own.files.get('pool.json')).toEqual(new Uint8Array([1]));
  });

  it('its card says what weight the guard had', () => {
    const card = (runs: Parameters<typeof makePack>[1]) => new TextDecoder().decode(makePack(testingProject, runs).files.get('README.md'));
    expect(card([testingClp])).toContain('A guard against broken text had weight 4 in every training');
    const light = {
      ...testingSoups,
      recipe: { ...testingSoups.recipe, offline: { ...(testingClp.recipe.offline as OfflineSettings), guard: 0.5 } },
    };
    expect(card([testingClp, light])).toContain('had weight 4 or 0.5 in every training');
  });

  it('a reward that the base never earns has a deviation all the same', () => {
    expect(makePack(testingProject, [testingClp]).pack.calibration.guard).toEqual({ mean: 1, sd: 0.05 });
  });

  it('a dial has no slot for closeness, and none that is always on', () => {
    const { pack } = makePack(testingProject, [testingDial]);
    expect(pack.rewards).toEqual(['brevity', 'closeness']);
    expect(pack.policies[1]?.slots).toEqual({ rewards: ['clp-brevity', null] });
  });

  it('refuses what is no pack in a sentence', () => {
    expect(() => makePack(testingProject, [])).toThrow('A pack needs a run that trained something; there is none.');
    expect(() => makePack(testingProject, [testingClp, testingDial])).toThrow(
      'expected brevity, richness of every run, got brevity, closeness',
    );
    expect(() => makePack(testingProject, [{ ...testingClp, slots: testingClp.slots.slice(0, 2) }])).toThrow(
      'The run has no adapter clp-richness, expected one for every reward.',
    );
    expect(() => makePack({ ...testingProject, id: 'über uns' }, [testingClp])).toThrow('pack.json: field id');
  });
});
