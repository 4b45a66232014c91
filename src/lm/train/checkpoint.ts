/**
 * A training's numbers as one file, to go on from as if it had never stopped: safetensors in single precision, which holds them exactly.
 * `value/<matrix>`, `first/<matrix>` and `second/<matrix>` (AdamW's moments), and `step` (steps of the optimiser), [1].
 */
import { EngineError } from '../errors.ts';
import { type RealTensor, readSafetensors, writeSafetensors } from '../files/safetensors.ts';
import type { Matrices } from './parameters.ts';

export interface TrainingState {
  readonly values: Matrices;
  /** AdamW's mean of gradients, by matrix. */
  readonly first: Matrices;
  /** AdamW's mean of squared gradients, by matrix. */
  readonly second: Matrices;
  /** At most 2^24, which single precision holds. */
  readonly step: number;
}

const KINDS = [
  ['value', 'values'],
  ['first', 'first'],
  ['second', 'second'],
] as const;

export function writeCheckpoint(state: TrainingState): Uint8Array<ArrayBuffer> {
  const tensors = new Map<string, RealTensor>([['step', { shape: [1], data: Float32Array.of(state.step) }]]);
  for (const [kind, field] of KINDS) {
    for (const [name, data] of state[field]) tensors.set(`${kind}/${name}`, { shape: [data.length], data });
  }
  return writeSafetensors(tensors, 'F32');
}

/**
 * @param shape Matrices of the training that goes on: names and lengths.
 * @throws EngineError 'bad-request' that names what another training's checkpoint has too much or too little of.
 */
export function readCheckpoint(bytes: Uint8Array, shape: Matrices): TrainingState {
  const tensors = readSafetensors(bytes, 'checkpoint');
  const take = (name: string, length: number): Float32Array => {
    const found = tensors.get(name)?.data;
    if (found?.length !== length) {
      const got = found ? `${found.length} numbers` : 'none';
      throw new EngineError('bad-request', `the checkpoint is of another training: ${name} has ${got}, expected ${length}`);
    }
    tensors.delete(name);
    return found;
  };
  const [step] = take('step', 1) as unknown as [number];
  const part = (kind: string): Matrices => new Map([...shape].map(([name, { length }]) => [name, take(`${kind}/${name}`, length)]));
  const state = { values: part('value'), first: part('first'), second: part('second'), step };
  const [stranger] = tensors.keys();
  if (stranger !== undefined)
    throw new EngineError('bad-request', `the checkpoint is of another training: nothing here is called ${stranger}`);
  return state;
}
