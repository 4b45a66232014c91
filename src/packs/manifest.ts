/** Schema of a base model's manifest.json: a GGUF file cut into shards that any static host can serve. */
import * as v from 'valibot';

const Bytes = v.pipe(v.number(), v.integer(), v.minValue(1));
const Name = v.pipe(v.string(), v.minLength(1));
const Sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'expected a lower-case hexadecimal SHA-256'));

/** A file name beside the manifest: no folder, so that a manifest cannot point elsewhere. */
const FileName = v.pipe(v.string(), v.regex(/^[\w][\w.-]*$/, 'expected a plain file name'));

const ShardSchema = v.object({ path: FileName, bytes: Bytes, sha256: Sha256 });

const Shape = v.object({
  format: v.literal('tiller-base/1'),
  name: Name,
  /** SPDX identifier. */
  license: Name,
  /** Where the file came from, for people. */
  source: Name,
  /** Name of the whole file. */
  file: FileName,
  /** Length and SHA-256 of the whole file. */
  bytes: Bytes,
  sha256: Sha256,
  /** In file order; joined they are the file. */
  shards: v.pipe(v.array(ShardSchema), v.minLength(1)),
});

export const ManifestSchema = v.pipe(
  Shape,
  v.forward(
    v.check(({ bytes, shards }) => shards.reduce((sum, shard) => sum + shard.bytes, 0) === bytes, 'expected the sum of the shards'),
    ['bytes'],
  ),
);

export type Manifest = v.InferOutput<typeof ManifestSchema>;
export type Shard = Manifest['shards'][number];
