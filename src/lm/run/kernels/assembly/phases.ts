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
  PANEL_OUTPUTS,
  RUN_X,
} from '../layout';
import { addColumns, bankFormat } from './bank';
import { blocksOf, bothBytes, quantize } from './digits';
import { pass } from './gate';
import { formatOf, multiply, outputsOf, panelsOf } from './linear';
import { norm } from './norm';
import { digits, gate, normed, passed, qkv, upward } from './scratch';
import { epsilon, runs, sync, threads, tile, width, word } from './state';
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
export function linear(which: usize, x: usize, layer: usize, hook: usize, y: usize, adds: bool, tokens: usize): void {
  const panels = panelsOf(which);
  const step = unitPanels(panels);
  for (let first = claim(sync, threads) * step; first < panels; first = claim(sync, threads) * step) {
    part(which, x, 0, first, min(first + step, panels), layer, hook, 0, y, outputsOf(which) * 4, adds, tokens);
  }
  meet(sync, threads);
}

/** A phase: integers of what a linear reads, by token. */
export function quantizeTokens(x: usize, inputs: usize, formats: usize, tokens: usize): void {
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
export function normTokens(list: usize, weights: usize, formats: usize, tokens: usize): void {
  const x = word(runs, RUN_X);
  for (let token = claim(sync, threads); token < tokens; token = claim(sync, threads)) {
    const from = list == 0 ? token : word(list, token);
    norm(x + from * width * 4, weights, width, epsilon, normed + token * width * 4);
    quantizeFor(normed + token * width * 4, width, digits, token, formats, 0, blocksOf(width));
  }
  meet(sync, threads);
}

/** A phase: q, k and v side by side. */
export function queriesKeysValues(record: usize, layer: usize, tokens: usize, inner: usize, keyValue: usize): void {
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
export function gateUp(record: usize, layer: usize, tokens: usize, mlp: usize): void {
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
