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
  MODEL_HEAD,
  MODEL_LAYERS,
  MODEL_LAYER_TABLE,
  MODEL_MLP,
  MODEL_NORM,
  RUN_HIDDEN,
  RUN_LOGITS,
  RUN_TOKENS,
  RUN_WANTED,
  RUN_WANTED_COUNT,
  RUN_X,
} from '../layout';
import { headBytes } from './attention';
import { bankFormat, mixColumns } from './bank';
import { formatOf } from './linear';
import { gateUp, keepWanted, linear, lookBack, normTokens, queriesKeysValues } from './phases';
import { attendedDigits, digits, normed, passed } from './scratch';
import { begin, heads, keyValueHeads, model, runs, size, width, word } from './state';

/** @param wanted How many tokens' states are wanted after this layer. Keys and values are kept of all. */
function layerOf(layer: usize, tokens: usize, wanted: usize): void {
  const record = word(model, MODEL_LAYER_TABLE) + layer * (LAYER_WORDS * 4);
  const x = word(runs, RUN_X);
  const o = word(record, LAYER_O);
  const keys = layer * 2 * keyValueHeads * headBytes(size);
  const values = keys + keyValueHeads * headBytes(size);
  const first = formatOf(word(record, LAYER_Q)) | formatOf(word(record, LAYER_K)) | formatOf(word(record, LAYER_V));
  normTokens(0, word(record, LAYER_NORM1), layer, HOOK_QKV, first, tokens);
  queriesKeysValues(record, layer, tokens, keys, values);
  if (wanted == 0) return;
  if (wanted < tokens) {
    keepWanted(wanted);
    tokens = wanted;
  }
  lookBack(tokens, keys, values, formatOf(o) | bankFormat(layer, HOOK_O));
  mixColumns(layer, HOOK_O, attendedDigits, heads * size, tokens);
  linear(o, attendedDigits, layer, HOOK_O, x, true, tokens);
  const second = formatOf(word(record, LAYER_GATE)) | formatOf(word(record, LAYER_UP));
  normTokens(0, word(record, LAYER_NORM2), layer, HOOK_GATE_UP, second, tokens);
  const mlp = word(model, MODEL_MLP);
  gateUp(record, layer, tokens, mlp);
  mixColumns(layer, HOOK_DOWN, passed, mlp, tokens);
  linear(word(record, LAYER_DOWN), passed, layer, HOOK_DOWN, x, true, tokens);
}

/** Runs the network as one of the run's threads. Returns when all are done. */
export function run(which: usize, thread: usize): void {
  begin(which, thread);
  const tokens = word(which, RUN_TOKENS);
  const wanted = word(which, RUN_WANTED_COUNT);
  const layers = word(model, MODEL_LAYERS);
  for (let layer: usize = 0; layer < layers; layer++) layerOf(layer, tokens, layer + 1 < layers ? tokens : wanted);
  if (wanted > 0) outputs(wanted, thread);
}

/** The last norm and the head, of the wanted tokens. */
function outputs(wanted: usize, thread: usize): void {
  const head = word(model, MODEL_HEAD);
  normTokens(word(runs, RUN_WANTED), word(model, MODEL_NORM), 0, HOOK_HEAD, formatOf(head), wanted);
  const hidden = word(runs, RUN_HIDDEN);
  if (hidden != 0 && thread == 0) memory.copy(hidden, normed, wanted * width * 4);
  linear(head, digits, 0, HOOK_HEAD, word(runs, RUN_LOGITS), false, wanted);
}
