import { shardedSource } from '../../../src/lm/files/byte-source.ts';
import { dequantize } from '../../../src/lm/files/dequantize.ts';
import type { GgufFile } from '../../../src/lm/files/gguf.ts';
import { type ModelFile, readModelFile } from '../../../src/lm/run/model-file.ts';
import { tinyMetadata, tinyTensors } from '../../../src/lm/testing/tiny-gguf-file.ts';
import { type GgufValue, type WriteOptions, type WrittenTensor, writeGguf } from '../../../src/lm/testing/write-gguf.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { below, complaints, pick, type Target } from '../trial.ts';

const NUMBERS: readonly GgufValue[] = [
  ...[0, 1, 2, 3, 7, 16, 63, 64, 259, 2 ** 20, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1],
  ...[0, -1, 0.5, 1.5, 1e-30, 1e30, Number.NaN, Number.POSITIVE_INFINITY].map((float) => ({ float })),
  ...[0n, 1n, 2n ** 40n, 2n ** 63n, 2n ** 64n - 1n].map((u64) => ({ u64 })),
];
const OTHERS: readonly GgufValue[] = [
  '',
  'x',
  'linear',
  'llama',
  'x'.repeat(5000),
  true,
  false,
  ['a'],
  [1, 2],
  [],
  { type: 9, raw: [0, 0, 0, 0] },
  { type: 77, raw: [1] },
];
const TEMPLATES: readonly string[] = [
  ...['{{', '{% for %}', '', 'Hello.', '{{ messages }}', '{{ messages[9].content }}', '{{ bos_token() }}', "{{ raise_exception('x') }}"],
  ...[
    '{% for i in range(100000000) %}x{% endfor %}',
    '{% set n = namespace(x="ab") %}{% for i in range(99) %}{% set n.x = n.x ~ n.x %}{% endfor %}',
  ],
  ...[
    "{{ 'x' | indent(100000000) }}",
    '{{ messages | tojson }}',
    '{% for m in messages %}{{ m.content }}{% endfor %}',
    '{{ strftime_now("%Y") }}',
  ],
  ...['{% for i in range(3000) %}{% for j in range(3000) %}{% endfor %}{% endfor %}{% for m in messages %}{{ m.content }}{% endfor %}'],
];
/** Keys that a plain file has not. */
const MORE_KEYS: readonly string[] = [
  ...[
    'general.alignment',
    'general.type',
    'split.count',
    'split.no',
    'llama.rope.freq_base',
    'llama.rope.scaling.type',
    'llama.rope.scaling.factor',
  ],
  ...[
    'llama.rope.scale_linear',
    'llama.attention.key_length',
    'llama.attention.value_length',
    'llama.logit_scale',
    'llama.expert_count',
    'llama.x',
  ],
  ...[
    'tokenizer.ggml.bos_token_id',
    'tokenizer.ggml.add_bos_token',
    'tokenizer.ggml.eot_token_id',
    'tokenizer.ggml.add_eos_token',
    '__proto__',
  ],
];

function changeMetadata(metadata: Record<string, GgufValue | undefined>, next: () => number): string {
  const key = pick(next() < 0.25 ? MORE_KEYS : Object.keys(metadata), next);
  const kind = next();
  const value =
    kind < 0.1 ? undefined : key === 'tokenizer.chat_template' ? pick(TEMPLATES, next) : pick(kind < 0.7 ? NUMBERS : OTHERS, next);
  Object.defineProperty(metadata, key, { value, enumerable: true, configurable: true, writable: true });
  return `${key} := ${JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? String(item) : item))?.slice(0, 60)}`;
}

function changeTensor(tensors: WrittenTensor[], next: () => number): string {
  const index = below(tensors.length, next);
  const tensor = tensors[index] as WrittenTensor;
  const put = (change: Partial<WrittenTensor>, what: string): string => {
    tensors[index] = { ...tensor, ...change };
    return `${tensor.name} ${what}`;
  };
  const kind = next();
  if (kind < 0.15) {
    tensors.splice(index, 1);
    return `without ${tensor.name}`;
  }
  if (kind < 0.3) {
    const name = pick(
      [...tensors.map((other) => other.name), 'blk.0.attn_q.bias', 'rope_freqs.weight', '', '__proto__', 'x'.repeat(300)],
      next,
    );
    if (next() < 0.5) tensors.push({ ...tensor, name });
    else return put({ name }, `named ${name.slice(0, 40)}`);
    return `${name.slice(0, 40)} added`;
  }
  if (kind < 0.5) {
    const offset = pick([0, 1, 8, 32, 64, 2048, 2 ** 20, 2 ** 31, 2 ** 40, -32, -1], next);
    return put({ offset }, `at ${offset}`);
  }
  if (kind < 0.7) {
    const dims = [...tensor.dims, ...(next() < 0.2 ? [1] : [])];
    if (next() < 0.1) dims.length = 0;
    else dims[below(dims.length, next)] = pick([0, 1, 2, 31, 32, 63, 65, 2 ** 31, 2 ** 32, 2 ** 40, -1], next);
    return put({ dims }, `[${dims}]`);
  }
  if (kind < 0.8) {
    const type = pick([0, 1, 2, 3, 6, 8, 12, 30, 99], next);
    return put({ type }, `type ${type}`);
  }
  const data = tensor.data.slice();
  const view = new DataView(data.buffer);
  view.setFloat32(4 * below(data.length / 4, next), pick([Number.NaN, Number.POSITIVE_INFINITY, 1e38, 0], next), true);
  return put({ data }, 'with a strange weight');
}

function overlapping({ tensors }: GgufFile): boolean {
  const placed = [...tensors.values()].sort((a, b) => a.start - b.start);
  return placed.some(({ start }, i) => i > 0 && start < (placed[i - 1]?.start ?? 0) + (placed[i - 1]?.bytes ?? 0));
}

function allFinite({ tensors, source }: GgufFile): boolean {
  return [...tensors.values()].every(({ type, shape, start, bytes }) => {
    const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
    dequantize(type, source.slice(start, start + bytes), 0, values.length, values);
    return values.every(Number.isFinite);
  });
}

/** What must hold of any model that is accepted. */
function senseless({ gguf, config, tokenizer }: ModelFile): string[] {
  const { layers, width, heads, keyValueHeads, headSize, mlp, vocabulary, ropeBase, ropeScale, normEpsilon, context } = config;
  const counts = [layers, width, heads, keyValueHeads, headSize, mlp, vocabulary, context];
  const positive = [ropeBase, ropeScale, normEpsilon];
  const ids = tokenizer.encodeChat({ system: 'Be kind.', prompt: 'héllo \ud800 😀' });
  const all = [...ids, ...tokenizer.stops, tokenizer.end];
  return complaints({
    'a size is no whole number above 0': !counts.every((count) => Number.isSafeInteger(count) && count > 0),
    'a constant is not above 0': !positive.every((value) => Number.isFinite(value) && value > 0),
    'key-value heads do not divide heads': heads % keyValueHeads !== 0,
    'a head is odd': headSize % 2 !== 0,
    'fewer layers than tensors':
      !gguf.tensors.has(`blk.${layers - 1}.ffn_down.weight`) || gguf.tensors.has(`blk.${layers}.ffn_down.weight`),
    'tensors that nobody reads': gguf.tensors.size !== 2 + 9 * layers + (config.tied ? 0 : 1),
    'tensors overlap': overlapping(gguf),
    'weights that are not finite': !allFinite(gguf),
    'a token outside the vocabulary': !all.every((id) => Number.isInteger(id) && id >= 0 && id < vocabulary),
    'a prompt that is lost': !tokenizer.decode(ids).includes('llo'),
  });
}

const read = async (bytes: Uint8Array<ArrayBuffer>) => senseless(await readModelFile(shardedSource([bytes])));

/** GGUFs whose fields and tensors are changed. */
export const model: Target = {
  kind: 'gguf',
  make(next) {
    const metadata = tinyMetadata();
    const tensors = tinyTensors();
    const what: string[] = [];
    for (let changes = 1 + below(3, next); changes > 0; changes--)
      what.push(next() < 0.6 ? changeMetadata(metadata, next) : changeTensor(tensors, next));
    const options: WriteOptions = {
      ...(next() < 0.05 ? { version: pick([0, 1, 2, 4, 3 << 24, 2 ** 31], next) } : {}),
      ...(next() < 0.05 ? { tensors: pick([0, 5, 1000, 2 ** 31, 2 ** 52], next) } : {}),
      ...(next() < 0.05 ? { keys: pick([0, 5, 1000, 2 ** 31, 2 ** 52], next) } : {}),
    };
    what.push(JSON.stringify(options));
    return { what: what.join(', '), run: () => read(writeGguf(metadata, tensors, options)) };
  },
};

const plain = writeGguf(tinyMetadata(), tinyTensors());
const HEADER = 12_000;

/** GGUFs whose bytes are changed, in their headers most of all. */
export const modelBytes: Target = {
  kind: 'gguf-bytes',
  make(next) {
    const { bytes, what } = mutateBytes(plain, HEADER, next);
    return { what, run: () => read(bytes) };
  },
};
