import { adapterConfig, adapterTensors, promptConfig } from './targets/adapter.ts';
import { explainCall, generateCall, scoreCall, selfCheck } from './targets/engine.ts';
import { model, modelBytes } from './targets/model.ts';
import { code, definitions } from './targets/own-rewards.ts';
import { bundle, front, goodhart, manifest, pack, packIndex } from './targets/packs.ts';
import { address, progress, run } from './targets/page.ts';
import { csv, pool } from './targets/pool.ts';
import { text } from './targets/text.ts';
import type { Target } from './trial.ts';

/** Everything that comes from outside, by the readers that it meets first. */
export const targets: readonly Target[] = [
  ...[model, modelBytes, adapterConfig, adapterTensors, promptConfig, text],
  ...[pack, packIndex, front, goodhart, manifest, bundle, definitions, code, pool, csv],
  ...[selfCheck, generateCall, scoreCall, explainCall, address, progress, run],
];
