/**
 * Simulated voters of two groups who choose between pairs of texts. A text is two numbers, how warm and how brief it is; a group is a
 * linear reward on them. The groups agree on nothing when their angle is 180 degrees and on everything at 0.
 */
import { createRng } from '../math/rng.ts';
import { type Choice, choiceProbability } from './bradley-terry.ts';

export interface VoterWorld {
  readonly voters: number;
  /** Share of voters in the first group, the majority when above 1/2. */
  readonly majority: number;
  /** Between the rewards of the two groups, degrees in [0, 180]. */
  readonly angle: number;
  /** Choices that each voter makes, at least 1. */
  readonly choices: number;
  /** Length of a group's reward: how sure its voters choose. Default 3. */
  readonly sharpness?: number;
}

export interface Voter {
  /** 0 or 1; what the fit does not see. */
  readonly group: number;
  readonly choices: readonly Choice[];
}

/** The true weights of both groups on (warm, brief): half the angle to either side of the diagonal. */
export function groupWeights({ angle, sharpness = 3 }: VoterWorld): [number[], number[]] {
  const towards = (degrees: number) => [sharpness * Math.cos((degrees * Math.PI) / 180), sharpness * Math.sin((degrees * Math.PI) / 180)];
  return [towards(45 - angle / 2), towards(45 + angle / 2)];
}

/** Texts are uniform on the square [-1, 1]^2. @throws RangeError on a share outside [0, 1] or an angle outside [0, 180]. */
export function createVoters(world: VoterWorld, seed: number): Voter[] {
  const { voters, majority, angle, choices } = world;
  if (!(majority >= 0 && majority <= 1)) throw new RangeError(`majority is ${majority}, expected a share in [0, 1]`);
  if (!(angle >= 0 && angle <= 180)) throw new RangeError(`angle is ${angle}, expected 0 to 180 degrees`);
  const random = createRng(seed);
  const text = () => [2 * random() - 1, 2 * random() - 1];
  const groups = groupWeights(world);
  return Array.from({ length: voters }, (_, i) => {
    const group = i < Math.round(majority * voters) ? 0 : 1;
    const vote = (): Choice => {
      const [a, b] = [text(), text()];
      const sign = random() < choiceProbability(groups[group] as number[], a, b) ? 1 : -1;
      return { difference: a.map((value, k) => sign * (value - (b[k] as number))) };
    };
    return { group, choices: Array.from({ length: choices }, vote) };
  });
}
