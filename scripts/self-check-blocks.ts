/**
 * Writes self-check-blocks8.json and self-check-blocks4.json beside a base model's self-check.json: the logits of the same prompt with the
 * weights rounded to blocks, as WebGPU holds them. With them the self-check at start-up need not allow for that rounding, and sees errors
 * of the device that are smaller. Computed by ONNX Runtime on the CPU. Run: npx tsx scripts/self-check-blocks.ts FOLDER
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { shardedSource } from '../src/lm/files/byte-source.ts';
import { parseFile } from '../src/lm/parse-file.ts';
import { loadModel } from '../src/lm/run/model.ts';
import { parseSelfCheck } from '../src/lm/run/self-check.ts';
import { ManifestSchema } from '../src/packs/manifest.ts';

const folder = process.argv[2];
if (!folder) throw new Error('expected the folder of a manifest.json and a self-check.json');
const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const manifest = parseFile(ManifestSchema, read('manifest.json'), join(folder, 'manifest.json'));
const { tokens, indices } = parseSelfCheck(read('self-check.json'), manifest.sha256, join(folder, 'self-check.json'));
const source = shardedSource(manifest.shards.map(({ path }) => readFileSync(join(folder, path))));

for (const weights of ['blocks8', 'blocks4'] as const) {
  const { forward } = await loadModel({ source, backend: { ort, provider: 'cpu', weights, precision: 'f32' } });
  const { logits } = await forward.prefill([{ tokens, coefficients: new Float32Array(0), logitsFrom: tokens.length - 1 }]);
  const stored = { tokens, indices, logits: indices.map((token) => logits[0]?.[token] ?? Number.NaN) };
  const name = `self-check-${weights}.json`;
  writeFileSync(join(folder, name), `${JSON.stringify({ format: 'tiller-self-check/1', base: manifest.sha256, cases: [stored] })}\n`);
  await forward.dispose();
  console.log(`${join(folder, name)}: ${indices.length} logits after ${tokens.length} tokens`);
}
