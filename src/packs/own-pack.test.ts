import { describe, expect, it } from 'vitest';
import { parseFile } from '../lm/parse-file.ts';
import type { Definition } from '../rewards/own/definition.ts';
import { type PackBytes, readBundle, writeBundle } from './bundle.ts';
import { checkBundle } from './check-bundle.ts';
import { collectPack } from './collect-pack.ts';
import { type Pack, PackSchema } from './pack.ts';
import { heldFiles } from './pack-files.ts';
import { packReadme } from './pack-readme.ts';
import { loadPack, parsePack } from './pack-source.ts';
import { ownPack } from './testing/fixture-own.ts';

const text = (words: string) => new TextEncoder().encode(words);
const filesOf = (pack: Pack): PackBytes =>
  new Map([
    ['pack.json', text(JSON.stringify(pack))],
    ...pack.slots.flatMap((slot) =>
      'path' in slot
        ? ([
            [`${slot.path}/adapter_config.json`, text('{}')],
            [`${slot.path}/adapter_model.safetensors`, text('weights')],
          ] as const)
        : [],
    ),
  ]);
const host = { base: undefined, rewards: ['brevity', 'cheer'] };

describe('a pack with rewards of its own', () => {
  it('goes out as a bundle with them, and comes back', async () => {
    const files = heldFiles(new Map([...filesOf(ownPack)].map(([path, bytes]) => [path, new Blob([bytes])])), (path) => path);
    const out = await collectPack(await loadPack(files));
    const back = await readBundle(new Blob([writeBundle(out)]), 'own.tiller.zip');
    expect(checkBundle(back.files, host)).toEqual(ownPack);
    expect(parsePack(back.files.get('pack.json')).definitions).toEqual(ownPack.definitions);
  });

  it('says in its README what they are, with the code', async () => {
    const files = heldFiles(new Map([...filesOf(ownPack)].map(([path, bytes]) => [path, new Blob([bytes])])), (path) => path);
    const readme = new TextDecoder().decode((await collectPack(await loadPack(files))).get('README.md'));
    for (const part of [
      '- **Roses** (`own-roses`): 1 - 2^(-liked / 1); each time; liked: rose*. Twin, which nothing is trained on: Other flowers, 1 - 2^(-matches / 1); matches of',
      '- **Distinct words** (`own-repeats`): what the code returns, limited to 0 to 1. Twin, which nothing is trained on: Distinct words by halves',
      '        return new Set(words).size / words.length;',
      'Code runs there in an interpreter of its own, without network or page.',
    ])
      expect(readme).toContain(part);
  });

  it('says what is asked of the model where that measures', () => {
    const readme = packReadme({ ...ownPack, definitions: [judge, { id: 'own-a', label: 'A', kind: 'taste', choices: [] }] }, undefined);
    expect(readme).toContain(
      '- **Kind** (`own-judge`): sigmoid of the base’s log-odds of Yes over No after request, answer and question: “Is it kind?”',
    );
    expect(readme).toMatch(/\(`own-a`\): sigmoid of what .*; 0 choices/);
  });

  it('may be measured beside rewards of the registry', () => {
    const [first] = ownPack.definitions ?? [];
    const mixed = {
      ...ownPack,
      rewards: ['cheer', 'own-roses'],
      definitions: [first],
      calibration: { ...ownPack.calibration, cheer: { mean: 0, sd: 1 } },
    };
    expect(checkBundle(filesOf(parseFile(PackSchema, mixed, 'pack.json')), host).rewards).toEqual(['cheer', 'own-roses']);
  });
});

type Change = readonly [what: string, change: (pack: Pack) => unknown, sentence: string];
const first = (pack: Pack) => pack.definitions?.[0] ?? ({} as never);
const judge = { id: 'own-judge', label: 'Kind', kind: 'judge' as const, question: 'Is it kind?', pairs: [] } satisfies Definition;

describe('a pack is refused in one sentence', () => {
  it.each<Change>([
    [
      'that lacks a definition',
      (p) => p.definitions?.shift(),
      'field rewards.0: expected a reward that is defined here (own-repeats), got "own-roses"',
    ],
    [
      'that has no definitions',
      (p) => delete p.definitions,
      'field rewards.0: expected a reward that is defined here (none), got "own-roses"',
    ],
    [
      'with two of one id',
      (p) => p.definitions?.push(first(p)),
      'field definitions.2.id: expected an id of its own, as of its twin, got "own-roses"',
    ],
    [
      'with the id of another’s twin',
      (p) => p.definitions?.push({ ...judge, id: 'own-repeats-twin' }),
      'field definitions.2.id: expected an id of its own, as of its twin, got "own-repeats-twin"',
    ],
    [
      'with the id of a shipped reward',
      (p) => Object.assign(first(p), { id: 'cheer' }),
      'field definitions.0.id: expected own- and small letters',
    ],
    [
      'with the id __proto__',
      (p) => Object.assign(first(p), { id: '__proto__' }),
      'field definitions.0.id: expected own- and small letters',
    ],
    [
      'of a kind that there is not',
      (p) => Object.assign(first(p), { kind: 'wish' }),
      'field definitions.0.kind: expected ("words" | "pattern" | ',
    ],
    ['with a field that there is not', (p) => Object.assign(first(p), { url: 'x' }), 'field definitions.0.url: expected never, got "url"'],
    ['without calibration', (p) => delete p.calibration['own-roses'], 'field calibration.own-roses: expected a mean and an sd'],
    [
      'with a golden reward that no text decides',
      (p) => {
        p.definitions?.push(judge);
        p.golden = ['own-judge'];
      },
      'field golden.0: expected a reward that is defined here (own-roses, own-repeats, own-judge) and that text decides, got "own-judge"',
    ],
    [
      'with more definitions than there may be',
      (p) => p.definitions?.push(...Array.from({ length: 11 }, (_, i) => ({ ...judge, id: `own-judge-${i}` }))),
      'field definitions: expected <=12, got 13',
    ],
    [
      'with more code than there may be',
      (p) => Object.assign(p.definitions?.[1] ?? {}, { source: `function score() {}${' '.repeat(8000)}//` }),
      'field definitions.1.source: expected a program of 1 to 8000 characters',
    ],
  ])('%s', (_, change, sentence) => {
    const pack = structuredClone(ownPack);
    change(pack);
    expect(() => parsePack(text(JSON.stringify(pack)))).toThrow(`pack.json: ${sentence}`);
  });
});
