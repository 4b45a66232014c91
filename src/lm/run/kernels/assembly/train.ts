/** A job of training, by its kind. */
import {
  JOB_KIND,
  KIND_ATTENTION,
  KIND_ATTENTION_BACKWARD,
  KIND_GATE,
  KIND_GATE_BACKWARD,
  KIND_NORM,
  KIND_NORM_BACKWARD,
  KIND_PRODUCT,
  KIND_ROTATE,
} from '../layout';
import { product } from './product';
import { word } from './state';
import { attention, attentionBackward } from './train-attention';
import { gateRow, gateRowBackward, normRow, normRowBackward, rotateRow, share, softmaxRow } from './train-rows';

/** A thread's share of a job; every one of its threads calls it once. */
export function train(job: usize, thread: usize): void {
  const kind = word(job, JOB_KIND);
  if (kind == KIND_PRODUCT) product(job, thread);
  else if (kind == KIND_NORM) share(job, normRow);
  else if (kind == KIND_NORM_BACKWARD) share(job, normRowBackward);
  else if (kind == KIND_ROTATE) share(job, rotateRow);
  else if (kind == KIND_GATE) share(job, gateRow);
  else if (kind == KIND_GATE_BACKWARD) share(job, gateRowBackward);
  else if (kind == KIND_ATTENTION) attention(job, thread);
  else if (kind == KIND_ATTENTION_BACKWARD) attentionBackward(job, thread);
  else share(job, softmaxRow);
}
