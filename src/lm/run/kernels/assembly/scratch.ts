/** Memory that a run works in. The caller gives it; what lies where depends on the model and the run's sizes only. */
import {
  BLOCK_INPUTS,
  MODEL_CONTEXT,
  MODEL_HEADS,
  MODEL_HEAD_SIZE,
  MODEL_KEY_VALUE_HEADS,
  MODEL_MLP,
  MODEL_WIDTH,
  PAGE_POSITIONS,
  TILE_BYTES,
} from '../layout';
import { HEADS_TOGETHER } from './attention';
import { blocksOf, bothBytes } from './digits';

/** Float [tokens][q, k, v]. */
export let qkv: usize = 0;
/** Float [tokens][heads * size]. */
export let attended: usize = 0;
/** Float [tokens][mlp], each. */
export let gate: usize = 0;
export let upward: usize = 0;
/** Float [tokens][width]: what linears read, after a norm; and its integers. Of one token each thread makes its own: quicker than to wait for another's. */
export let normed: usize = 0;
export let digits: usize = 0;
/** Integers of what heads gave, and of what passes the gate: written while others still read the ones before. */
export let attendedDigits: usize = 0;
export let passed: usize = 0;
/** Float [tokens][columns, in whole blocks]: what is between A and B of a bank; and its integers. Of one token each thread's own. */
export let mixed: usize = 0;
export let mixedDigits: usize = 0;
/** This thread's: some tokens' outputs of a panel, then scores of all positions for some heads. */
export let tile: usize = 0;
export let scores: usize = 0;

let next: usize = 0;

/** Room for each of `copies`. @returns that of number `which`. */
function rooms(bytes: usize, copies: usize, which: usize): usize {
  const each = (bytes + 63) & ~63;
  const start = next + which * each;
  next += copies * each;
  return start;
}

@inline
function room(bytes: usize): usize {
  return rooms(bytes, 1, 0);
}

@inline
function word(model: usize, index: usize): usize {
  return <usize>load<u32>(model + index * 4);
}

/** Lays the memory out from `start` on, as this thread sees it. @returns its end. */
export function arrange(model: usize, tokens: usize, columns: usize, threads: usize, thread: usize, start: usize): usize {
  next = start;
  const width = word(model, MODEL_WIDTH);
  const size = word(model, MODEL_HEAD_SIZE);
  const inner = word(model, MODEL_HEADS) * size;
  const keyValue = word(model, MODEL_KEY_VALUE_HEADS) * size;
  const mlp = word(model, MODEL_MLP);
  qkv = room(tokens * (inner + 2 * keyValue) * 4);
  attended = room(tokens * inner * 4);
  gate = room(tokens * mlp * 4);
  upward = room(tokens * mlp * 4);
  attendedDigits = room(tokens * bothBytes(inner));
  passed = room(tokens * bothBytes(mlp));
  const copies = tokens == 1 ? threads : 1;
  const own = tokens == 1 ? thread : 0;
  normed = rooms(tokens * width * 4, copies, own);
  digits = rooms(tokens * bothBytes(width), copies, own);
  const mixedInputs = blocksOf(columns) * BLOCK_INPUTS;
  mixed = rooms(tokens * mixedInputs * 4, copies, own);
  mixedDigits = rooms(tokens * bothBytes(mixedInputs), copies, own);
  tile = rooms(TILE_BYTES, threads, thread);
  scores = rooms(HEADS_TOGETHER * (word(model, MODEL_CONTEXT) + PAGE_POSITIONS) * 4, threads, thread);
  return next;
}

/** Bytes of scratch memory. @param columns The most columns of any hook of the bank. */
export function scratchBytes(model: usize, tokens: usize, wanted: usize, columns: usize, threads: usize): usize {
  return arrange(model, max(tokens, wanted), columns, threads, 0, 0);
}
