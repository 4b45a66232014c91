/** Builds one front. */
import { messageOf } from '../lm/errors.ts';
import type { FrontAnswer } from './front-worker.ts';
import { buildScoredFront, type ScoredFrontInput } from './scored-front.ts';

const answer = (input: ScoredFrontInput): FrontAnswer => {
  try {
    return { front: buildScoredFront(input) };
  } catch (error) {
    return { message: messageOf(error) };
  }
};

addEventListener('message', ({ data }: MessageEvent<ScoredFrontInput>) => postMessage(answer(data)));
