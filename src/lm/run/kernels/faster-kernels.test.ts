import { expect, it } from 'vitest';
import { readKernels } from '../../../../scripts/build-kernels.ts';
import { fasterKernels } from './faster-kernels.ts';

const bytes = await readKernels('simd');
const [first, second] = [new WebAssembly.Module(bytes), new WebAssembly.Module(bytes)];

/** A clock by which each round of the first takes so long, and of the second. It is asked at the start, before a round, and around each trial. */
function clock(firstMs: (round: number) => number, secondMs: (round: number) => number): () => number {
  let asked = 0;
  let time = 0;
  return () => {
    const round = Math.floor((asked - 1) / 5);
    const place = (asked - 1) % 5;
    if (place === 2) time += firstMs(round);
    if (place === 4) time += secondMs(round);
    asked++;
    return time;
  };
}

it('takes what is faster', () => {
  expect(
    fasterKernels(
      [first, second],
      clock(
        () => 2,
        () => 1,
      ),
    ),
  ).toBe(second);
  expect(
    fasterKernels(
      [first, second],
      clock(
        () => 1,
        () => 2,
      ),
    ),
  ).toBe(first);
});

it('takes the first of equals', () => {
  expect(
    fasterKernels(
      [first, second],
      clock(
        () => 1,
        () => 0.97,
      ),
    ),
  ).toBe(first);
});

it('waits for what becomes fast late, as compilers take their time', () => {
  const late = (round: number) => (round < 9 ? 3 : 0.5);
  expect(
    fasterKernels(
      [first, second],
      clock(() => 1, late),
    ),
  ).toBe(second);
});

it('gives up waiting where rounds take long', () => {
  let rounds = 0;
  const slow = (round: number) => {
    rounds = round;
    return 100 / (round + 1);
  };
  fasterKernels([first, second], clock(slow, slow));
  expect(rounds).toBeLessThan(5);
});

it('needs no trial where there is no choice', () => {
  expect(fasterKernels([first], () => expect.unreachable())).toBe(first);
});
