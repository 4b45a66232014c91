import { readFileSync } from 'node:fs';
import { parseFile } from '../../../src/lm/parse-file.ts';
import { cornerWeighting, equalWeighting } from '../../../src/math/simplex.ts';
import { steerPolicy } from '../../../src/methods/steer-policy.ts';
import { readBundle, writeBundle } from '../../../src/packs/bundle.ts';
import { FrontSchema } from '../../../src/packs/front.ts';
import { GoodhartSchema } from '../../../src/packs/goodhart.ts';
import { ManifestSchema } from '../../../src/packs/manifest.ts';
import { type Pack, PackIndexSchema } from '../../../src/packs/pack.ts';
import { parseJson } from '../../../src/packs/pack-files.ts';
import { parsePack } from '../../../src/packs/pack-source.ts';
import { servedFiles } from '../../../src/packs/served-files.ts';
import { slotSources } from '../../../src/packs/slot-sources.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { mutateJson } from '../mutate-json.ts';
import { complaints, pick, type Target } from '../trial.ts';

const models = new URL('../../../public/models/', import.meta.url);
const bytesOf = (text: string) => new TextEncoder().encode(text);
const published = (path: string): unknown => JSON.parse(readFileSync(new URL(path, models), 'utf8'));

type Interval = { readonly mean: number; readonly low: number; readonly high: number };

/** Every object below a value. */
function objectsIn(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(objectsIn)];
}

/** Numbers, intervals and ids of any of our files. */
function senselessData(value: unknown): string[] {
  const objects = objectsIn(value);
  const numbers = objects.flatMap((object) => Object.values(object)).filter((item) => typeof item === 'number');
  const intervals = objects.filter((object): object is Interval => 'mean' in object && 'low' in object && 'high' in object);
  const twice = objects.filter(Array.isArray).some((list) => {
    const ids = list.flatMap((item) => (typeof item?.id === 'string' ? [item.id] : []));
    return new Set(ids).size !== ids.length;
  });
  return complaints({
    'a number that is not finite': !numbers.every(Number.isFinite),
    'an interval that does not hold its mean': intervals.some(({ mean, low, high }) => !(low <= mean && mean <= high)),
    'an id twice': twice,
    'a prototype that was changed': 'polluted' in {},
  });
}

function senselessPack(pack: Pack): string[] {
  const files = servedFiles('https://origin.example/models/x/');
  const urls = slotSources(pack, pack.policies, files).flatMap((slot) => ('url' in slot ? [slot.url] : []));
  const count = pack.rewards.length;
  for (const policy of pack.policies) {
    for (const weights of [...pack.rewards.map((_, i) => cornerWeighting(count, i)), equalWeighting(count)]) {
      const { rows } = steerPolicy(policy, weights, { system: pack.system, rewards: pack.rewards });
      const all = rows.flatMap((row) => Object.values(row.coefficients));
      if (!all.every(Number.isFinite)) return [`${policy.id} has coefficients that are not finite`];
    }
  }
  return [
    ...senselessData(pack),
    ...complaints({
      'an adapter outside of the folder': !urls.every((url) => new URL(url).href.startsWith('https://origin.example/models/x/')),
      'a weight off the simplex': pack.policies.some(({ points = [] }) =>
        points.some(
          ({ weights }) => Math.abs(weights.reduce((sum, weight) => sum + weight, 0) - 1) > 1e-6 || weights.some((weight) => weight < 0),
        ),
      ),
      'a calibration without spread': Object.values(pack.calibration).some(({ sd }) => !(sd > 0)),
      'an id that is no name': !/^[\w.-]+$/.test(pack.id) || pack.id.includes('..'),
    }),
  ];
}

function jsonTarget(kind: string, file: string, paths: readonly string[], read: (bytes: Uint8Array) => readonly string[]): Target {
  const values = paths.map(published);
  return {
    kind,
    file,
    make(next) {
      const { text, what } = mutateJson(pick(values, next), next);
      return { what, run: () => read(bytesOf(text)) };
    },
  };
}

export const pack = jsonTarget(
  'pack',
  'pack.json',
  ['voice', 'dial', 'proxy', 'fork', 'twins'].map((id) => `${id}/pack.json`),
  (bytes) => senselessPack(parsePack(bytes)),
);

export const packIndex = jsonTarget('packs', 'packs.json', ['packs.json'], (bytes) =>
  senselessData(parseFile(PackIndexSchema, parseJson(bytes, 'packs.json'), 'packs.json')),
);

export const front = jsonTarget(
  'front',
  'front.json',
  ['dial', 'proxy', 'fork', 'twins'].map((id) => `${id}/front.json`),
  (bytes) => {
    const read = parseFile(FrontSchema, parseJson(bytes, 'front.json'), 'front.json');
    const points = read.policies.flatMap((policy) => policy.points);
    return [
      ...senselessData(read),
      ...complaints({
        'a share outside of 0 to 1': !points.every(({ finished }) => finished >= 0 && finished <= 1),
        'a seed beyond 32 bits': !read.seeds.every((seed) => seed >= 0 && seed < 2 ** 32),
        // the base has no weights
        'weights of another length than the reference': points.some(({ weights }) => ![0, read.reference.length].includes(weights.length)),
      }),
    ];
  },
);

export const goodhart = jsonTarget('goodhart', 'goodhart.json', ['proxy/goodhart.json'], (bytes) => {
  const read = parseFile(GoodhartSchema, parseJson(bytes, 'goodhart.json'), 'goodhart.json');
  const unordered = read.policies.some(({ steps }) => steps.some(({ step }, i) => i > 0 && step <= (steps[i - 1]?.step ?? 0)));
  return [...senselessData(read), ...complaints({ 'steps out of order': unordered })];
});

export const manifest = jsonTarget('manifest', 'manifest.json', ['base/manifest.json'], (bytes) => {
  const { shards, bytes: size } = parseFile(ManifestSchema, parseJson(bytes, 'manifest.json'), 'manifest.json');
  return complaints({
    'shards that do not make up the file': shards.reduce((sum, shard) => sum + shard.bytes, 0) !== size,
    'a shard outside of the folder': !shards.every(({ path }) =>
      new URL(path, 'https://origin.example/a/manifest.json').href.startsWith('https://origin.example/a/'),
    ),
  });
});

const bundleBytes = writeBundle(
  new Map([
    ['pack.json', bytesOf(JSON.stringify(published('dial/pack.json')))],
    ['adapters/a/adapter_config.json', bytesOf('{}')],
    ['adapters/a/adapter_model.safetensors', bytesOf('x'.repeat(300))],
  ]),
);

/** Bundles whose bytes are changed. */
export const bundle: Target = {
  kind: 'bundle',
  file: 'a.tiller.zip',
  make(next) {
    const { bytes, what } = mutateBytes(bundleBytes, bundleBytes.length, next);
    return {
      what,
      run: async () => {
        const { files } = await readBundle(new Blob([bytes]), 'a.tiller.zip');
        return complaints({
          'a path outside of the folder': [...files.keys()].some((path) => path.startsWith('/') || path.split('/').includes('..')),
          'more bytes than went in': [...files.values()].reduce((sum, file) => sum + file.length, 0) > 100_000,
        });
      },
    };
  },
};
