/** What adapters add to linears: y += B ((A x, then ones) * factors * coefficients), in 8-bit panels as weights are. */
import {
  BANK_A,
  BANK_B,
  BANK_COLUMNS,
  BANK_FACTORS,
  BANK_RANKED,
  BANK_RECORDS,
  BANK_RECORD_WORDS,
  BLOCK_INPUTS,
  FORMAT_Q8,
  HOOK_HEAD,
  LAYER_HOOK_COUNT,
  MODEL_LAYERS,
  PANEL_OUTPUTS,
  RUN_HOOK_ACTIVE,
  RUN_HOOK_ACTIVE_COUNT,
  RUN_HOOK_COEFFICIENTS,
  RUN_WANTED,
} from '../layout';
import { blocksOf, bothBytes, quantize } from './digits';
import { multiply, multiplyBlocks, panelsOf } from './linear';
import { mixed, mixedDigits, tile } from './scratch';
import { alone, bank, hookWord, model, rowOf, runs, sync, threads, word } from './state';
import { claim, meet } from './sync';

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
export function bankFormat(layer: usize, hook: usize): usize {
  return activeColumns(layer, hook) != 0 && word(recordOf(layer, hook), BANK_A) != 0 ? FORMAT_Q8 : 0;
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
 * What adapters need before a hook's linears, of `count` tokens from `first` on: what the active columns take from the inputs, then, by token, its integers:
 * times coefficients, with the columns that are vectors.
 * @param x Integers of the first token's inputs; the others follow.
 */
export function mixTokens(layer: usize, hook: usize, x: usize, first: usize, count: usize): void {
  if (activeColumns(layer, hook) == 0) return;
  const record = recordOf(layer, hook);
  const a = word(record, BANK_A);
  const pitch = blocksOf(word(bank, BANK_COLUMNS + hook)) * (BLOCK_INPUTS * 4);
  if (a != 0) takeInputs(a, hook, x, count, mixed + first * pitch, pitch);
  for (let token = first; token < first + count; token++) scaleToken(record, hook, token, pitch);
}

/** The same of all tokens, where no phase before knows a token's inputs whole. A phase; of one token none. */
export function mixColumns(layer: usize, hook: usize, x: usize, inputs: usize, tokens: usize): void {
  if (activeColumns(layer, hook) == 0) return;
  if (alone) {
    mixTokens(layer, hook, x, 0, 1);
    return;
  }
  const step = tokensTogether(tokens);
  for (let first = claim(sync, threads) * step; first < tokens; first = claim(sync, threads) * step) {
    mixTokens(layer, hook, x + first * bothBytes(inputs), first, min(step, tokens - first));
  }
  meet(sync, threads);
}

/** Tokens that a thread takes at once where a unit is a token: four read a panel in one pass, where there are enough for all threads. */
export function tokensTogether(tokens: usize): usize {
  return min(max(tokens / (4 * threads), 1), 4);
}

/** The panel of A that has an active column, by the column's place among them. */
@inline
function panelOf(hook: usize, place: usize): usize {
  return word(hookWord(hook, RUN_HOOK_ACTIVE), place) / PANEL_OUTPUTS;
}

/** Active columns of some tokens, to `y`: panels that follow one another at once. */
function takeInputs(a: usize, hook: usize, x: usize, tokens: usize, y: usize, pitch: usize): void {
  const count = hookWord(hook, RUN_HOOK_ACTIVE_COUNT);
  for (let place: usize = 0; place < count; ) {
    const first = panelOf(hook, place);
    let end = first + 1;
    for (place++; place < count && panelOf(hook, place) <= end; place++) end = panelOf(hook, place) + 1;
    end = min(end, panelsOf(a));
    if (first < end) multiply(a, first, end, x, tokens, y, pitch, false, tile);
  }
}

/** A token's columns times its coefficients, and their integers. */
function scaleToken(record: usize, hook: usize, token: usize, pitch: usize): void {
  const columns = word(bank, BANK_COLUMNS + hook);
  const ranked = word(bank, BANK_RANKED + hook);
  const from = firstBlock(hook);
  const inputs = (lastBlock(hook) - from) * BLOCK_INPUTS;
  const row = hook == HOOK_HEAD ? rowOf(word(word(runs, RUN_WANTED), token)) : rowOf(token);
  const coefficients = hookWord(hook, RUN_HOOK_COEFFICIENTS) + row * columns * 4;
  const multiplied = word(record, BANK_A) == 0 ? 0 : ranked;
  scaleColumns(mixed + token * pitch, record, coefficients, hook, multiplied, ranked, from * BLOCK_INPUTS, inputs);
  const to = mixedDigits + token * bothBytes(inputs);
  quantize(mixed + token * pitch + from * (BLOCK_INPUTS * 4), inputs, to, FORMAT_Q8, 0, inputs / BLOCK_INPUTS);
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
export function addColumns(layer: usize, hook: usize, which: usize, first: usize, end: usize, y: usize, pitch: usize, tokens: usize): void {
  if (activeColumns(layer, hook) == 0) return;
  const b = word(recordOf(layer, hook), BANK_B + which);
  multiplyBlocks(b, firstBlock(hook), lastBlock(hook), first, end, mixedDigits, tokens, y, pitch, true, tile);
}
