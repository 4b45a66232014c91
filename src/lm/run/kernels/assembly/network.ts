/**
 * The whole network, embeddings to logits, for the tokens of one run. Every thread runs this; between phases they meet, so the result is the same for any
 * number of threads.
 */
import {
  HOOK_DOWN,
  HOOK_GATE_UP,
  HOOK_HEAD,
  HOOK_O,
  HOOK_QKV,
  LAYER_DOWN,
  LAYER_GATE,
  LAYER_K,
  LAYER_NORM1,
  LAYER_NORM2,
  LAYER_O,
  LAYER_Q,
  LAYER_UP,
  LAYER_V,
  LAYER_WORDS,
  MODEL_COS,
  MODEL_HEAD,
  MODEL_LAYERS,
  MODEL_LAYER_TABLE,
  MODEL_MLP,
  MODEL_NORM,
  MODEL_SIN,
  PAGE_POSITIONS,
  RUN_HIDDEN,
  RUN_LOGITS,
  RUN_PAGES,
  RUN_POSITIONS,
  RUN_TOKENS,
  RUN_WANTED,
  RUN_WANTED_COUNT,
  RUN_X,
} from '../layout';
import { attend, headBytes, keepKey, keepValue, rotate } from './attention';
import { bankFormat, mixColumns } from './bank';
import { formatOf } from './linear';
import { gateUp, linear, normTokens, quantizeTokens, queriesKeysValues } from './phases';
import { attended, digits, normed, passed, qkv } from './scratch';
import { begin, heads, keyValueHeads, model, rowOf, runs, scores, size, sync, threads, width, word } from './state';
import { claim, meet } from './sync';

/** Two phases: queries and keys are turned, keys and values kept in the row's pages; then every head of every token looks. */
function attention(layer: usize, tokens: usize, inner: usize, keyValue: usize): void {
  const pitch = (inner + 2 * keyValue) * 4;
  const turn = (size / 2) * 4;
  const keys = layer * 2 * keyValueHeads * headBytes(size);
  const values = keys + keyValueHeads * headBytes(size);
  const scale = <f32>1 / sqrt<f32>(<f32>size);
  for (let token = claim(sync, threads); token < tokens; token = claim(sync, threads)) {
    const position = word(word(runs, RUN_POSITIONS), token);
    const cos = word(model, MODEL_COS) + position * turn;
    const sin = word(model, MODEL_SIN) + position * turn;
    const x = qkv + token * pitch;
    for (let head: usize = 0; head < heads + keyValueHeads; head++) rotate(x + head * size * 4, size, cos, sin);
    for (let i: usize = 0; i < inner; i++) store<f32>(x + i * 4, load<f32>(x + i * 4) * scale);
    const page = word(word(word(runs, RUN_PAGES), rowOf(token)), position / PAGE_POSITIONS);
    for (let head: usize = 0; head < keyValueHeads; head++) {
      keepKey(x + (inner + head * size) * 4, size, page + keys + head * headBytes(size), position);
      keepValue(x + (inner + keyValue + head * size) * 4, size, page + values + head * headBytes(size), position);
    }
  }
  meet(sync, threads);
  const group = heads / keyValueHeads;
  for (let unit = claim(sync, threads); unit < tokens * keyValueHeads; unit = claim(sync, threads)) {
    const token = unit / keyValueHeads;
    const head = unit % keyValueHeads;
    const own = keys + head * headBytes(size);
    const position = word(word(runs, RUN_POSITIONS), token);
    const pages = word(word(runs, RUN_PAGES), rowOf(token));
    const first = head * group * size * 4;
    attend(qkv + token * pitch + first, group, position, pages, own, own + (values - keys), size, scores, attended + token * inner * 4 + first);
  }
  meet(sync, threads);
}

function layerOf(layer: usize, tokens: usize, inner: usize, keyValue: usize): void {
  const record = word(model, MODEL_LAYER_TABLE) + layer * (LAYER_WORDS * 4);
  const x = word(runs, RUN_X);
  const mlp = word(model, MODEL_MLP);
  const o = word(record, LAYER_O);
  const ends = word(record, LAYER_DOWN);
  const first = formatOf(word(record, LAYER_Q)) | formatOf(word(record, LAYER_K)) | formatOf(word(record, LAYER_V));
  normTokens(0, word(record, LAYER_NORM1), first | bankFormat(layer, HOOK_QKV), tokens);
  mixColumns(layer, HOOK_QKV, digits, tokens);
  queriesKeysValues(record, layer, tokens, inner, keyValue);
  attention(layer, tokens, inner, keyValue);
  quantizeTokens(attended, inner, formatOf(o) | bankFormat(layer, HOOK_O), tokens);
  mixColumns(layer, HOOK_O, digits, tokens);
  linear(o, digits, layer, HOOK_O, x, true, tokens);
  const second = formatOf(word(record, LAYER_GATE)) | formatOf(word(record, LAYER_UP));
  normTokens(0, word(record, LAYER_NORM2), second | bankFormat(layer, HOOK_GATE_UP), tokens);
  mixColumns(layer, HOOK_GATE_UP, digits, tokens);
  gateUp(record, layer, tokens, mlp);
  mixColumns(layer, HOOK_DOWN, passed, tokens);
  linear(ends, passed, layer, HOOK_DOWN, x, true, tokens);
}

/** Runs the network as one of the run's threads. Returns when all are done. */
export function run(which: usize, thread: usize): void {
  begin(which, thread);
  const tokens = word(which, RUN_TOKENS);
  const wanted = word(which, RUN_WANTED_COUNT);
  for (let layer: usize = 0; layer < word(model, MODEL_LAYERS); layer++) layerOf(layer, tokens, heads * size, keyValueHeads * size);
  if (wanted > 0) outputs(wanted, thread);
}

/** The last norm and the head, of the wanted tokens. */
function outputs(wanted: usize, thread: usize): void {
  const head = word(model, MODEL_HEAD);
  normTokens(word(runs, RUN_WANTED), word(model, MODEL_NORM), formatOf(head) | bankFormat(0, HOOK_HEAD), wanted);
  const hidden = word(runs, RUN_HIDDEN);
  if (hidden != 0 && thread == 0) memory.copy(hidden, normed, wanted * width * 4);
  mixColumns(0, HOOK_HEAD, digits, wanted);
  linear(head, digits, 0, HOOK_HEAD, word(runs, RUN_LOGITS), false, wanted);
}
