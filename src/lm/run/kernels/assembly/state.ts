/** The run that this thread works on. Every thread has an instance of the module, so these are its own. */
import {
  BANK_COLUMNS,
  HOOK_COUNT,
  MODEL_EPSILON,
  MODEL_HEADS,
  MODEL_HEAD_SIZE,
  MODEL_KEY_VALUE_HEADS,
  MODEL_WIDTH,
  RUN_BANK,
  RUN_HOOKS,
  RUN_HOOK_WORDS,
  RUN_MODEL,
  RUN_ROWS,
  RUN_SCRATCH,
  RUN_SYNC,
  RUN_THREADS,
  RUN_TOKENS,
  RUN_WANTED_COUNT,
} from '../layout';
import { arrange } from './scratch';

export let runs: usize = 0;
export let model: usize = 0;
/** 0: none. */
export let bank: usize = 0;
export let threads: usize = 1;
export let sync: usize = 0;
/** Whether the run has one token: then every thread makes by itself what is soon made, in place of waiting for another. */
export let alone: bool = false;
export let width: usize = 0;
/** Of a head. */
export let size: usize = 0;
export let heads: usize = 0;
export let keyValueHeads: usize = 0;
export let epsilon: f32 = 0;

@inline
export function word(at: usize, index: usize): usize {
  return <usize>load<u32>(at + index * 4);
}

@inline
export function hookWord(hook: usize, index: usize): usize {
  return word(runs, RUN_HOOKS + hook * RUN_HOOK_WORDS + index);
}

@inline
export function rowOf(token: usize): usize {
  return word(word(runs, RUN_ROWS), token);
}

/** The most columns of any hook. */
function mostColumns(): usize {
  let most: usize = 0;
  for (let hook: usize = 0; bank != 0 && hook < HOOK_COUNT; hook++) most = max(most, word(bank, BANK_COLUMNS + hook));
  return most;
}

/** Reads what the run says, and lays its scratch memory out. */
export function begin(run: usize, thread: usize): void {
  runs = run;
  model = word(run, RUN_MODEL);
  bank = word(run, RUN_BANK);
  threads = word(run, RUN_THREADS);
  sync = word(run, RUN_SYNC);
  width = word(model, MODEL_WIDTH);
  size = word(model, MODEL_HEAD_SIZE);
  heads = word(model, MODEL_HEADS);
  keyValueHeads = word(model, MODEL_KEY_VALUE_HEADS);
  epsilon = load<f32>(model, MODEL_EPSILON * 4);
  const tokens = max(word(run, RUN_TOKENS), word(run, RUN_WANTED_COUNT));
  alone = tokens == 1;
  arrange(model, tokens, mostColumns(), threads, thread, word(run, RUN_SCRATCH));
}
