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
/** Float [tokens][width]: what linears read, after a norm. */
export let normed: usize = 0;
/** Integers of what a linear reads; of what passes the gate by themselves, as they are written while others still read. */
export let digits: usize = 0;
export let passed: usize = 0;
/** Float [tokens][columns, in whole blocks]: what is between A and B of a bank; and its integers. */
export let mixed: usize = 0;
export let mixedDigits: usize = 0;
/** Of every thread: some tokens' outputs of a panel, then scores of all positions for some heads. */
export let own: usize = 0;
export let ownBytes: usize = 0;

let next: usize = 0;

function room(bytes: usize): usize {
  const start = next;
  next += (bytes + 63) & ~63;
  return start;
}

@inline
function word(model: usize, index: usize): usize {
  return <usize>load<u32>(model + index * 4);
}

/** Lays the memory out from `start` on. @returns its end. */
export function arrange(model: usize, tokens: usize, columns: usize, threads: usize, start: usize): usize {
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
  normed = room(tokens * width * 4);
  digits = room(tokens * bothBytes(max(width, inner)));
  passed = room(tokens * bothBytes(mlp));
  const mixedInputs = blocksOf(columns) * BLOCK_INPUTS;
  mixed = room(tokens * mixedInputs * 4);
  mixedDigits = room(tokens * bothBytes(mixedInputs));
  ownBytes = ((TILE_BYTES + 63) & ~63) + ((HEADS_TOGETHER * (word(model, MODEL_CONTEXT) + PAGE_POSITIONS) * 4 + 63) & ~63);
  own = room(threads * ownBytes);
  return next;
}

/** Bytes of scratch memory. @param columns The most columns of any hook of the bank. */
export function scratchBytes(model: usize, tokens: usize, wanted: usize, columns: usize, threads: usize): usize {
  return arrange(model, max(tokens, wanted), columns, threads, 0);
}
