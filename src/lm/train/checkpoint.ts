/**
 * A training's numbers as one file, to go on from as if it had never stopped: safetensors in single precision, which holds them exactly.
 * `value/<matrix>`, `mean/<matrix>` and `square/<matrix>` (AdamW's moments), and `steps` (of the optimiser), [1].
 */
import { EngineError } from '../errors.ts';
import { type RealTensor, readSafetensors, writeSafetensors } from '../files/safetensors.ts';
import type { AdamWState } from './adamw.ts';
import type { Parameters } from './train-types.ts';

export interface TrainingState {
  readonly values: Map<string, Float32Array>;
  readonly optimiser: AdamWState;
}

export function writeCheckpoint({ values, optimiser }: TrainingState): Uint8Array<ArrayBuffer> {
  const tensors = new Map<string, RealTensor>([['steps', { shape: [1], data: Float32Array.of(optimiser.steps) }]]);
  const add = (kind: string, matrices: Parameters) => {
    for (const [name, data] of matrices) tensors.set(`${kind}/${name}`, { shape: [data.length], data });
  };
  add('value', values);
  add('mean', optimiser.means);
  add('square', optimiser.squares);
  return writeSafetensors(tensors, 'F32');
}

/**
 * @param shape Matrices of the training that goes on: names and lengths.
 * @throws EngineError 'bad-request' that names what another training's checkpoint has too much or too little of; 'bad-adapter' where it is damaged.
 */
export function readCheckpoint(bytes: Uint8Array, shape: Parameters): TrainingState {
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
  const part = (kind: string) => new Map([...shape].map(([name, { length }]) => [name, take(`${kind}/${name}`, length)]));
  const steps = take('steps', 1)[0] as number;
  const state = { values: part('value'), optimiser: { steps, means: part('mean'), squares: part('square') } };
  const [stranger] = tensors.keys();
  if (stranger !== undefined)
    throw new EngineError('bad-request', `the checkpoint is of another training: nothing here is called ${stranger}`);
  return state;
}
