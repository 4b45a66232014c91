/** What the binaries export. Memory is the caller's: nothing here allocates, and between calls nothing is kept. */
import { MODEL_HEAD_SIZE, MODEL_KEY_VALUE_HEADS, MODEL_LAYERS, PANEL_OUTPUTS } from '../layout';
import { headBytes } from './attention';
import { panelBytes } from './pack';
import { SYNC_BYTES } from './sync';

export { ropeTables } from './attention';
export { dotOf } from './dot';
export { run } from './network';
export { pack, packRows, readRow } from './pack';
export { scratchBytes } from './scratch';
export { train } from './train';

// Each kernel by itself, so that tests can hold it to its plain twin.
export { attend, keepKey, keepValue, rotate } from './attention';
export { bothBytes, quantize } from './digits';
export { multiply } from './linear';
export { pass } from './gate';
export { norm } from './norm';

// For the bench.
export { readAll } from './read';

/** Where the caller's memory begins. */
export function heapBase(): usize {
  return __heap_base;
}

export function syncBytes(): usize {
  return SYNC_BYTES;
}

/** Bytes of the panels of a linear. */
export function linearBytes(format: usize, inputs: usize, outputs: usize): usize {
  return ((outputs + PANEL_OUTPUTS - 1) / PANEL_OUTPUTS) * panelBytes(format, inputs);
}

/** Bytes of a page of the cache. */
export function pageBytes(model: usize): usize {
  const layers = <usize>load<u32>(model, MODEL_LAYERS * 4);
  const keyValueHeads = <usize>load<u32>(model, MODEL_KEY_VALUE_HEADS * 4);
  return layers * 2 * keyValueHeads * headBytes(<usize>load<u32>(model, MODEL_HEAD_SIZE * 4));
}
