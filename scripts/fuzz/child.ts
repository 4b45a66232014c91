/** `tsx child.ts KIND SEED FROM TO`: tries inputs of a kind, one line of JSON each: what is begun, then what came of it. */

import { createRng } from '../../src/math/rng.ts';
import { judge, seedOf } from './judge.ts';
import { targets } from './targets.ts';

const [kind, seed, from, to] = process.argv.slice(2);
const target = targets.find((candidate) => candidate.kind === kind);
if (!target) throw new Error(`kind is ${kind}, expected one of ${targets.map((candidate) => candidate.kind).join(', ')}`);
for (let index = Number(from); index < Number(to); index++) {
  process.stdout.write(`${JSON.stringify({ begun: index })}\n`);
  const verdict = await judge(target, createRng(seedOf(Number(seed), target.kind, index)));
  process.stdout.write(`${JSON.stringify({ index, ...verdict })}\n`);
}
