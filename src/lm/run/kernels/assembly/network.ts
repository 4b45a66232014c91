/**
 * The whole network, embeddings to logits, for the tokens of one run. Every thread runs this; between phases they meet. Within a phase threads take
 * units of work as they come; a unit's numbers depend on nothing but the unit, so the result is the same for any number of threads.
 */
import {
  BANK_A,
  BANK_B,
  BANK_COLUMNS,
  BANK_FACTORS,
  BANK_RANKED,
  BANK_RECORDS,
  BANK_RECORD_WORDS,
  BLOCK_INPUTS,
  FORMAT_Q4,
  FORMAT_Q8,
  HOOK_COUNT,
  HOOK_DOWN,
  HOOK_GATE_UP,
  HOOK_HEAD,
  HOOK_O,
  HOOK_QKV,
  LAYER_DOWN,
  LAYER_GATE,
  LAYER_HOOK_COUNT,
  LAYER_K,
  LAYER_NORM1,
  LAYER_NORM2,
  LAYER_O,
  LAYER_Q,
  LAYER_UP,
  LAYER_V,
  LAYER_WORDS,
  MODEL_COS,
  MODEL_EPSILON,
  MODEL_HEAD,
  MODEL_HEADS,
  MODEL_HEAD_SIZE,
  MODEL_KEY_VALUE_HEADS,
  MODEL_LAYERS,
  MODEL_LAYER_TABLE,
  MODEL_MLP,
  MODEL_NORM,
  MODEL_SIN,
  MODEL_WIDTH,
  PAGE_POSITIONS,
  PANEL_OUTPUTS,
  RUN_BANK,
  RUN_HIDDEN,
  RUN_HOOKS,
  RUN_HOOK_ACTIVE,
  RUN_HOOK_ACTIVE_COUNT,
  RUN_HOOK_COEFFICIENTS,
  RUN_HOOK_WORDS,
  RUN_LOGITS,
  RUN_MODEL,
  RUN_PAGES,
  RUN_POSITIONS,
  RUN_ROWS,
  RUN_SCRATCH,
  RUN_SYNC,
  RUN_THREADS,
  RUN_TOKENS,
  RUN_WANTED,
  RUN_WANTED_COUNT,
  RUN_X,
} from '../layout';
import { attend, headBytes, keepKey, keepValue, rotate } from './attention';
import { blocksOf, bothBytes, quantize } from './digits';
import { pass } from './gate';
import { formatOf, multiply, multiplyBlocks, outputsOf, panelsOf, TILE_BYTES } from './linear';
import { norm } from './norm';
import { arrange, attended, digits, gate, mixed, mixedDigits, normed, own, ownBytes, passed, qkv, upward } from './scratch';
import { claim, meet } from './sync';

/** Panels of which a unit is a multiple: their outputs are a block of what the next linear reads. */
const BLOCK_PANELS: usize = BLOCK_INPUTS / PANEL_OUTPUTS;
/** Units that a thread takes of a linear, about: few, so that each reads a long stretch of memory, and more than one, in case a core is busy. */
const UNITS_EACH: usize = 4;

let runs: usize = 0;
let model: usize = 0;
let bank: usize = 0;
let threads: usize = 1;
let sync: usize = 0;
let tile: usize = 0;
let scores: usize = 0;
let width: usize = 0;
let size: usize = 0;
let heads: usize = 0;
let keyValueHeads: usize = 0;
let epsilon: f32 = 0;

@inline
function word(at: usize, index: usize): usize {
  return <usize>load<u32>(at + index * 4);
}

// ---- the bank

@inline
function hookWord(hook: usize, index: usize): usize {
  return word(runs, RUN_HOOKS + hook * RUN_HOOK_WORDS + index);
}

/** The bank's record of a hook of a layer. */
@inline
function recordOf(layer: usize, hook: usize): usize {
  const index = hook == HOOK_HEAD ? word(model, MODEL_LAYERS) * LAYER_HOOK_COUNT : layer * LAYER_HOOK_COUNT + hook;
  return bank + (BANK_RECORDS + index * BANK_RECORD_WORDS) * 4;
}

/** How many columns of a hook are active here. */
function activeColumns(layer: usize, hook: usize): usize {
  return bank != 0 && word(recordOf(layer, hook), BANK_B) != 0 ? hookWord(hook, RUN_HOOK_ACTIVE_COUNT) : 0;
}

/** The format in which the bank reads a hook's inputs, beside its linears; 0: it does not. */
function bankFormat(layer: usize, hook: usize): usize {
  return activeColumns(layer, hook) != 0 && word(recordOf(layer, hook), BANK_A) != 0 ? FORMAT_Q8 : 0;
}

@inline
function rowOf(token: usize): usize {
  return word(word(runs, RUN_ROWS), token);
}

/** Blocks of columns in which any is active. */
@inline
function firstBlock(hook: usize): usize {
  return word(hookWord(hook, RUN_HOOK_ACTIVE), 0) / BLOCK_INPUTS;
}

@inline
function lastBlock(hook: usize): usize {
  return word(hookWord(hook, RUN_HOOK_ACTIVE), hookWord(hook, RUN_HOOK_ACTIVE_COUNT) - 1) / BLOCK_INPUTS + 1;
}

/**
 * Two phases: what the active columns take from a hook's inputs, then, by token, its integers: times coefficients, with the columns that are vectors.
 * @param x Integers of the inputs.
 */
function mixColumns(layer: usize, hook: usize, x: usize, tokens: usize): void {
  const count = activeColumns(layer, hook);
  if (count == 0) return;
  const record = recordOf(layer, hook);
  const a = word(record, BANK_A);
  const columns = word(bank, BANK_COLUMNS + hook);
  const ranked = word(bank, BANK_RANKED + hook);
  const active = hookWord(hook, RUN_HOOK_ACTIVE);
  const pitch = blocksOf(columns) * (BLOCK_INPUTS * 4);
  if (a != 0) {
    for (let unit = claim(sync, threads); unit < count; unit = claim(sync, threads)) {
      const panel = word(active, unit) / PANEL_OUTPUTS;
      const isFirst = unit == 0 || word(active, unit - 1) / PANEL_OUTPUTS != panel;
      if (isFirst && panel * PANEL_OUTPUTS < ranked) multiply(a, panel, panel + 1, x, tokens, mixed, pitch, false, tile);
    }
    meet(sync, threads);
  }
  const from = firstBlock(hook);
  const inputs = (lastBlock(hook) - from) * BLOCK_INPUTS;
  for (let token = claim(sync, threads); token < tokens; token = claim(sync, threads)) {
    const row = hook == HOOK_HEAD ? rowOf(word(word(runs, RUN_WANTED), token)) : rowOf(token);
    const coefficients = hookWord(hook, RUN_HOOK_COEFFICIENTS) + row * columns * 4;
    scaleColumns(mixed + token * pitch, record, coefficients, hook, a == 0 ? 0 : ranked, ranked, from * BLOCK_INPUTS, inputs);
    const to = mixedDigits + token * bothBytes(inputs);
    quantize(mixed + token * pitch + from * (BLOCK_INPUTS * 4), inputs, to, FORMAT_Q8, 0, inputs / BLOCK_INPUTS);
  }
  meet(sync, threads);
}

/** Times coefficients. A ranked column that has no A here, one that is not active, and what only fills the last block up, are 0. */
function scaleColumns(
  columns: usize,
  record: usize,
  coefficients: usize,
  hook: usize,
  multiplied: usize,
  ranked: usize,
  first: usize,
  count: usize,
): void {
  const active = hookWord(hook, RUN_HOOK_ACTIVE);
  const factors = word(record, BANK_FACTORS);
  let next: usize = 0;
  for (let column = first; column < first + count; column++) {
    let value: f32 = 0;
    if (next < hookWord(hook, RUN_HOOK_ACTIVE_COUNT) && word(active, next) == column) {
      next++;
      const factor = load<f32>(coefficients + column * 4) * load<f32>(factors + column * 4);
      if (column >= ranked) value = factor;
      else if (column < multiplied && factor != 0) value = load<f32>(columns + column * 4) * factor;
    }
    store<f32>(columns + column * 4, value);
  }
}

/** Adds the bank's share to panels `first` to `end` of the `which`th linear of a hook. */
@inline
function addColumns(layer: usize, hook: usize, which: usize, first: usize, end: usize, y: usize, pitch: usize, tokens: usize): void {
  if (activeColumns(layer, hook) == 0) return;
  const b = word(recordOf(layer, hook), BANK_B + which);
  multiplyBlocks(b, firstBlock(hook), lastBlock(hook), first, end, mixedDigits, tokens, y, pitch, true, tile);
}

// ---- linears

/** Panels of a unit. */
function unitPanels(panels: usize): usize {
  const even = panels / (threads * UNITS_EACH);
  return max((even + BLOCK_PANELS - 1) / BLOCK_PANELS, 1) * BLOCK_PANELS;
}

/** The part of a linear that lies in panels `first` to `end` of its hook, in which it begins at panel `start`. */
function part(
  linear: usize,
  x: usize,
  start: usize,
  first: usize,
  end: usize,
  layer: usize,
  hook: usize,
  which: usize,
  y: usize,
  pitch: usize,
  adds: bool,
  tokens: usize,
): void {
  const panels = panelsOf(linear);
  const from = max(first, start) - start;
  const to = min(end, start + panels);
  if (to <= start + from) return;
  multiply(linear, from, to - start, x, tokens, y, pitch, adds, tile);
  addColumns(layer, hook, which, from, to - start, y, pitch, tokens);
}

/** A phase: one linear that is a hook by itself. */
function linear(which: usize, x: usize, layer: usize, hook: usize, y: usize, adds: bool, tokens: usize): void {
  const panels = panelsOf(which);
  const step = unitPanels(panels);
  for (let first = claim(sync, threads) * step; first < panels; first = claim(sync, threads) * step) {
    part(which, x, 0, first, min(first + step, panels), layer, hook, 0, y, outputsOf(which) * 4, adds, tokens);
  }
  meet(sync, threads);
}

/** A phase: integers of what a linear reads, by token. */
function quantizeTokens(x: usize, inputs: usize, formats: usize, tokens: usize): void {
  for (let token = claim(sync, threads); token < tokens; token = claim(sync, threads)) {
    quantizeFor(x + token * inputs * 4, inputs, digits, token, formats, 0, blocksOf(inputs));
  }
  meet(sync, threads);
}

/** @param formats Of the linears that read them, or-ed. */
@inline
function quantizeFor(x: usize, inputs: usize, integers: usize, token: usize, formats: usize, from: usize, end: usize): void {
  const to = integers + token * bothBytes(inputs);
  if (formats & FORMAT_Q4) quantize(x, inputs, to, FORMAT_Q4, from, end);
  // with SIMD128 both lie the same way
  if (formats & FORMAT_Q8 && (ASC_FEATURE_RELAXED_SIMD || !(formats & FORMAT_Q4))) quantize(x, inputs, to, FORMAT_Q8, from, end);
}

/** A phase: norm, and integers. @param list Which tokens, by their numbers; 0: all in order. */
function normTokens(list: usize, weights: usize, formats: usize, tokens: usize): void {
  const x = word(runs, RUN_X);
  for (let token = claim(sync, threads); token < tokens; token = claim(sync, threads)) {
    const from = list == 0 ? token : word(list, token);
    norm(x + from * width * 4, weights, width, epsilon, normed + token * width * 4);
    quantizeFor(normed + token * width * 4, width, digits, token, formats, 0, blocksOf(width));
  }
  meet(sync, threads);
}

// ---- a layer

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
  for (let unit = claim(sync, threads); unit < tokens * heads; unit = claim(sync, threads)) {
    const token = unit / heads;
    const head = unit % heads;
    const offset = (head / group) * headBytes(size);
    const position = word(word(runs, RUN_POSITIONS), token);
    const pages = word(word(runs, RUN_PAGES), rowOf(token));
    const out = attended + (token * inner + head * size) * 4;
    attend(qkv + token * pitch + head * size * 4, position, pages, keys + offset, values + offset, size, scores, out);
  }
  meet(sync, threads);
}

/** A phase: q, k and v side by side. */
function queriesKeysValues(record: usize, layer: usize, tokens: usize, inner: usize, keyValue: usize): void {
  const pitch = (inner + 2 * keyValue) * 4;
  const q = word(record, LAYER_Q);
  const k = word(record, LAYER_K);
  const v = word(record, LAYER_V);
  const afterQ = panelsOf(q);
  const afterK = afterQ + panelsOf(k);
  const panels = afterK + panelsOf(v);
  const step = unitPanels(panels);
  for (let first = claim(sync, threads) * step; first < panels; first = claim(sync, threads) * step) {
    const end = min(first + step, panels);
    if (first < afterQ) part(q, digits, 0, first, end, layer, HOOK_QKV, 0, qkv, pitch, false, tokens);
    if (first < afterK && end > afterQ) part(k, digits, afterQ, first, end, layer, HOOK_QKV, 1, qkv + inner * 4, pitch, false, tokens);
    if (end > afterK) {
      part(v, digits, afterK, first, end, layer, HOOK_QKV, 2, qkv + (inner + keyValue) * 4, pitch, false, tokens);
    }
  }
  meet(sync, threads);
}

/** A phase: gate and up, what passes the gate, and its integers for the linear after. */
function gateUp(record: usize, layer: usize, tokens: usize, mlp: usize): void {
  const gates = word(record, LAYER_GATE);
  const ups = word(record, LAYER_UP);
  const formats = formatOf(word(record, LAYER_DOWN)) | bankFormat(layer, HOOK_DOWN);
  const panels = panelsOf(gates);
  const step = unitPanels(panels);
  for (let first = claim(sync, threads) * step; first < panels; first = claim(sync, threads) * step) {
    const end = min(first + step, panels);
    part(gates, digits, 0, first, end, layer, HOOK_GATE_UP, 0, gate, mlp * 4, false, tokens);
    part(ups, digits, 0, first, end, layer, HOOK_GATE_UP, 1, upward, mlp * 4, false, tokens);
    const from = first * PANEL_OUTPUTS;
    const to = min(end * PANEL_OUTPUTS, mlp);
    for (let token: usize = 0; token < tokens; token++) {
      const y = gate + token * mlp * 4;
      pass(y, upward + token * mlp * 4, from, to);
      quantizeFor(y, mlp, passed, token, formats, from / BLOCK_INPUTS, blocksOf(to));
    }
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
  runs = which;
  model = word(which, RUN_MODEL);
  bank = word(which, RUN_BANK);
  threads = word(which, RUN_THREADS);
  sync = word(which, RUN_SYNC);
  width = word(model, MODEL_WIDTH);
  size = word(model, MODEL_HEAD_SIZE);
  heads = word(model, MODEL_HEADS);
  keyValueHeads = word(model, MODEL_KEY_VALUE_HEADS);
  epsilon = load<f32>(model, MODEL_EPSILON * 4);
  const tokens = word(which, RUN_TOKENS);
  const wanted = word(which, RUN_WANTED_COUNT);
  arrange(model, max(tokens, wanted), mostColumns(), threads, word(which, RUN_SCRATCH));
  tile = own + thread * ownBytes;
  scores = tile + ((TILE_BYTES + 63) & ~63);
  for (let layer: usize = 0; layer < word(model, MODEL_LAYERS); layer++) layerOf(layer, tokens, heads * size, keyValueHeads * size);
  if (wanted > 0) outputs(wanted);
}

/** The most columns of any hook. */
function mostColumns(): usize {
  let most: usize = 0;
  for (let hook: usize = 0; bank != 0 && hook < HOOK_COUNT; hook++) most = max(most, word(bank, BANK_COLUMNS + hook));
  return most;
}

/** The last norm and the head, of the wanted tokens. */
function outputs(wanted: usize): void {
  const head = word(model, MODEL_HEAD);
  normTokens(word(runs, RUN_WANTED), word(model, MODEL_NORM), formatOf(head) | bankFormat(0, HOOK_HEAD), wanted);
  const hidden = word(runs, RUN_HIDDEN);
  if (hidden != 0 && tile == own) memory.copy(hidden, normed, wanted * width * 4);
  mixColumns(0, HOOK_HEAD, digits, wanted);
  linear(head, digits, 0, HOOK_HEAD, word(runs, RUN_LOGITS), false, wanted);
}
