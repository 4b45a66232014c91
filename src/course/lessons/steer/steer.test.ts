import { expect, it } from 'vitest';
import { wilsonInterval } from '../../../math/statistics.ts';
import { servedFiles } from '../../../packs/served-files.ts';
import { fixtureFront, fixturePack } from '../../../packs/testing/fixture-pack.ts';
import { blindRounds, measuredPair, sideOfA } from './pairs.ts';
import { decisiveVotes, decisiveWins, initial, mix, numbers, vote, wantedVotes } from './steer-state.ts';
import { weightsLine } from './weights-line.ts';

const source = { pack: fixturePack, front: fixtureFront, files: servedFiles('https://example.test/'), leftOut: [] };
const rewards = fixturePack.rewards;

it('a pair holds both policies’ measured texts at the nearest weights', () => {
  const prompt = fixturePack.examples[0] as string;
  const pair = measuredPair(source, prompt, [0.97, 0.02, 0.01]);
  const text = (policy: string) =>
    fixtureFront.policies
      .find(({ id }) => id === policy)
      ?.points.find(({ weights }) => weights.join() === '1,0,0')
      ?.samples.find((sample) => sample.prompt === prompt)?.text;
  expect(pair).toEqual({ prompt, weights: [1, 0, 0], texts: { clp: text('clp'), rs: text('rs') } });
  expect(measuredPair(source, 'Never asked.', [1, 0, 0])).toBeUndefined();
});

it('blind rounds never show the same text twice in a pair, and are the same for the same seed', () => {
  const rounds = blindRounds(source, 8);
  expect(rounds).toEqual(blindRounds(source, 8));
  for (const { texts } of rounds) expect(texts.clp).not.toBe(texts.rs);
  const sides = Array.from({ length: 400 }, (_, round) => sideOfA(8, round));
  // A fair coin gives 200 with a deviation of 10.
  expect(Math.abs(sides.filter((side) => side === 'clp').length - 200)).toBeLessThan(40);
});

it('counts corners once, and wins with their interval', () => {
  const cornered = [
    [0.95, 0.05, 0],
    [0.92, 0, 0.08],
    [0.5, 0.5, 0],
    [0, 0.1, 0.9],
  ].reduce(mix, initial);
  expect(cornered.corners).toEqual([0, 2]);
  const voted = [true, true, false].reduce((state, clp) => vote(state, clp ? 'clp' : 'rs', 'rs'), initial);
  const { low, high } = wilsonInterval(2, 3);
  expect(numbers(voted)).toMatchObject({ votes: 3, wins: 2, low: low.toFixed(2), high: high.toFixed(2) });
});

it('says how many wins or votes decide', () => {
  const wins = decisiveWins(wantedVotes);
  expect(wilsonInterval(wins, wantedVotes).low).toBeGreaterThan(0.5);
  expect(wilsonInterval(wins - 1, wantedVotes).low).toBeLessThanOrEqual(0.5);
  const votes = decisiveVotes(0.7);
  expect(wilsonInterval(0.7 * votes, votes).low).toBeGreaterThan(0.5);
  expect(wilsonInterval(0.7 * (votes - 10), votes - 10).low).toBeLessThanOrEqual(0.5);
});

it('writes a mix heaviest first', () => {
  expect(weightsLine(rewards, [0.25, 0, 0.75])).toBe('cheer 0.75, brevity 0.25');
});
