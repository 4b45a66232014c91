/** The phases of a layer: in each, threads take units as they come, then meet. A unit's numbers depend on nothing but the unit. */
import {
  BLOCK_INPUTS,
  FORMAT_Q4,
  FORMAT_Q8,
  HOOK_DOWN,
  HOOK_GATE_UP,
  HOOK_QKV,
  LAYER_DOWN,
  LAYER_GATE,
  LAYER_K,
  LAYER_Q,
  LAYER_UP,
  LAYER_V,
  MODEL_COS,
  MODEL_SIN,
  PAGE_POSITIONS,
  PANEL_OUTPUTS,
  RUN_PAGES,
  RUN_POSITIONS,
  RUN_ROWS,
  RUN_WANTED,
  RUN_X,
} from '../layout';
import { attend, headBytes, keepKey, keepValue, rotate, times } from './attention';
import { addColumns, bankFormat, mixTokens, tokensTogether } from './bank';
import { blocksOf, bothBytes, quantize, shiftDigits } from './digits';
import { pass } from './gate';
import { formatOf, multiply, outputsOf, panelsOf } from './linear';
import { norm } from './norm';
import { attended, attendedDigits, digits, gate, normed, passed, qkv, scores, tile, upward } from './scratch';
import { alone, epsilon, heads, keyValueHeads, model, rowOf, runs, size, sync, threads, width, word } from './state';
import { claim, meet } from './sync';

/** Panels of which a unit is a multiple: their outputs are a block of what the next linear reads. */
const BLOCK_PANELS: usize = BLOCK_INPUTS / PANEL_OUTPUTS;
/** Units that a thread takes of a linear, about: few, so that each reads a long stretch of memory, and more than one, in case a core is busy. */
const UNITS_EACH: usize = 4;

/** Panels of a unit. */
function unitPanels(panels: usize): usize {
  const even = panels / (threads * UNITS_EACH);
  return max((even + BLOCK_PANELS - 1) / BLOCK_PANELS, 1) * BLOCK_PANELS;
}

/** Panels `first` to `end` of the `which`th linear of a hook, with what adapters add. */
function part(
  linear: usize,
  x: usize,
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
  multiply(linear, first, end, x, tokens, y, pitch, adds, tile);
  addColumns(layer, hook, which, first, end, y, pitch, tokens);
}

/** A phase: one linear that is a hook by itself. */
export function linear(which: usize, x: usize, layer: usize, hook: usize, y: usize, adds: bool, tokens: usize): void {
  const panels = panelsOf(which);
  const step = unitPanels(panels);
  for (let first = claim(sync, threads) * step; first < panels; first = claim(sync, threads) * step) {
    part(which, x, first, min(first + step, panels), layer, hook, 0, y, outputsOf(which) * 4, adds, tokens);
  }
  meet(sync, threads);
}

/** @param formats Of the linears that read them, or-ed. */
@inline
export function quantizeFor(x: usize, inputs: usize, integers: usize, token: usize, formats: usize, from: usize, end: usize): void {
  const to = integers + token * bothBytes(inputs);
  quantize(x, inputs, to, formats & FORMAT_Q4 ? FORMAT_Q4 : FORMAT_Q8, from, end);
  // with SIMD128 both lie the same way
  if (ASC_FEATURE_RELAXED_SIMD && formats == (FORMAT_Q4 | FORMAT_Q8)) shiftDigits(inputs, to, from, end);
}

/**
 * A phase: norm, integers, and what adapters take from them; of one token, what every thread does first in the next phase.
 * @param hook What reads the integers. @param formats Of its linears, or-ed. @param list Which tokens, by their numbers; 0: all in order.
 */
export function normTokens(list: usize, weights: usize, layer: usize, hook: usize, formats: usize, tokens: usize): void {
  const all = formats | bankFormat(layer, hook);
  if (alone) {
    normToken(list == 0 ? 0 : word(list, 0), weights, all, 0);
    mixTokens(layer, hook, digits, 0, 1);
    return;
  }
  const step = tokensTogether(tokens);
  for (let first = claim(sync, threads) * step; first < tokens; first = claim(sync, threads) * step) {
    const end = min(first + step, tokens);
    for (let token = first; token < end; token++) normToken(list == 0 ? token : word(list, token), weights, all, token);
    mixTokens(layer, hook, digits + first * bothBytes(width), first, end - first);
  }
  meet(sync, threads);
}

function normToken(from: usize, weights: usize, formats: usize, token: usize): void {
  norm(word(runs, RUN_X) + from * width * 4, weights, width, epsilon, normed + token * width * 4);
  quantizeFor(normed + token * width * 4, width, digits, token, formats, 0, blocksOf(width));
}

/** The fewest panels that are whole heads. */
function headPanels(): usize {
  let panels: usize = 1;
  while ((panels * PANEL_OUTPUTS) % size != 0) panels++;
  return panels;
}

/**
 * A phase: q, k and v side by side, by whole heads: those of q and k are turned, those of k and v kept in the rows' pages.
 * @param keys Where in a page this layer's keys begin, `values` likewise.
 */
export function queriesKeysValues(record: usize, layer: usize, tokens: usize, keys: usize, values: usize): void {
  const inner = heads * size;
  const keyValue = keyValueHeads * size;
  const pitch = (inner + 2 * keyValue) * 4;
  const q = word(record, LAYER_Q);
  const k = word(record, LAYER_K);
  const v = word(record, LAYER_V);
  const whole = headPanels();
  const step = ((unitPanels(panelsOf(q) + panelsOf(k) + panelsOf(v)) + whole - 1) / whole) * whole;
  const afterQ = (panelsOf(q) + step - 1) / step;
  const afterK = afterQ + (panelsOf(k) + step - 1) / step;
  const units = afterK + (panelsOf(v) + step - 1) / step;
  for (let unit = claim(sync, threads); unit < units; unit = claim(sync, threads)) {
    const which: usize = unit < afterQ ? 0 : unit < afterK ? 1 : 2;
    const linear = which == 0 ? q : which == 1 ? k : v;
    const first = (unit - (which == 0 ? 0 : which == 1 ? afterQ : afterK)) * step;
    const end = min(first + step, panelsOf(linear));
    const y = qkv + (which == 0 ? 0 : inner + (which - 1) * keyValue) * 4;
    part(linear, digits, first, end, layer, HOOK_QKV, which, y, pitch, false, tokens);
    const head = (first * PANEL_OUTPUTS) / size;
    const last = min((end * PANEL_OUTPUTS) / size, which == 0 ? heads : keyValueHeads);
    for (let token: usize = 0; token < tokens; token++) turnAndKeep(y + token * pitch, token, head, last, which, which == 1 ? keys : values);
  }
  meet(sync, threads);
}

/** Heads `head` to `last` of a token, which lie at `y`: of q (0), k (1) or v (2). @param place Where in a page those of the first head are kept. */
function turnAndKeep(y: usize, token: usize, head: usize, last: usize, which: usize, place: usize): void {
  const position = word(word(runs, RUN_POSITIONS), token);
  const turn = (size / 2) * 4;
  const cos = word(model, MODEL_COS) + position * turn;
  const sin = word(model, MODEL_SIN) + position * turn;
  const scale = <f32>1 / sqrt<f32>(<f32>size);
  const page = word(word(word(runs, RUN_PAGES), rowOf(token)), position / PAGE_POSITIONS) + place;
  for (; head < last; head++) {
    const at = y + head * size * 4;
    if (which < 2) rotate(at, size, cos, sin);
    if (which == 0) times(at, size, scale);
    else if (which == 1) keepKey(at, size, page + head * headBytes(size), position);
    else keepValue(at, size, page + head * headBytes(size), position);
  }
}

/** A phase of one thread: the wanted tokens, which are listed in order, become the run's only ones. */
export function keepWanted(wanted: usize): void {
  const list = word(runs, RUN_WANTED);
  const x = word(runs, RUN_X);
  const rows = word(runs, RUN_ROWS);
  const positions = word(runs, RUN_POSITIONS);
  const inner = heads * size;
  const pitch = (inner + 2 * keyValueHeads * size) * 4;
  if (claim(sync, threads) == 0) {
    for (let i: usize = 0; i < wanted; i++) {
      const token = word(list, i);
      memory.copy(x + i * width * 4, x + token * width * 4, width * 4);
      memory.copy(qkv + i * pitch, qkv + token * pitch, inner * 4);
      store<u32>(rows + i * 4, word(rows, token));
      store<u32>(positions + i * 4, word(positions, token));
      store<u32>(list + i * 4, i);
    }
  }
  meet(sync, threads);
}

/**
 * A phase: every head of every token looks, those that read one head of the cache together; and the integers of what they give. Where those are not whole
 * blocks, they are a phase of their own.
 */
export function lookBack(tokens: usize, keys: usize, values: usize, formats: usize): void {
  const inner = heads * size;
  const pitch = (inner + 2 * keyValueHeads * size) * 4;
  const group = heads / keyValueHeads;
  const whole = (group * size) % BLOCK_INPUTS == 0;
  for (let unit = claim(sync, threads); unit < tokens * keyValueHeads; unit = claim(sync, threads)) {
    const token = unit / keyValueHeads;
    const head = unit % keyValueHeads;
    const first = head * group * size;
    const position = word(word(runs, RUN_POSITIONS), token);
    const pages = word(word(runs, RUN_PAGES), rowOf(token));
    const offset = head * headBytes(size);
    const out = attended + token * inner * 4;
    attend(qkv + token * pitch + first * 4, group, position, pages, keys + offset, values + offset, size, scores, out + first * 4);
    if (whole) quantizeFor(out, inner, attendedDigits, token, formats, first / BLOCK_INPUTS, (first + group * size) / BLOCK_INPUTS);
  }
  meet(sync, threads);
  if (whole) return;
  for (let token = claim(sync, threads); token < tokens; token = claim(sync, threads)) {
    quantizeFor(attended + token * inner * 4, inner, attendedDigits, token, formats, 0, blocksOf(inner));
  }
  meet(sync, threads);
}

/** A phase: gate and up, what passes the gate, and its integers for the linear after. */
export function gateUp(record: usize, layer: usize, tokens: usize, mlp: usize): void {
  const gates = word(record, LAYER_GATE);
  const ups = word(record, LAYER_UP);
  const formats = formatOf(word(record, LAYER_DOWN)) | bankFormat(layer, HOOK_DOWN);
  const panels = panelsOf(gates);
  const step = unitPanels(panels);
  for (let first = claim(sync, threads) * step; first < panels; first = claim(sync, threads) * step) {
    const end = min(first + step, panels);
    part(gates, digits, first, end, layer, HOOK_GATE_UP, 0, gate, mlp * 4, false, tokens);
    part(ups, digits, first, end, layer, HOOK_GATE_UP, 1, upward, mlp * 4, false, tokens);
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
