/** A process of the evaluation: loads the app's engine, over ONNX Runtime for Node or over the integer kernels, and answers one job at a time. */
import * as ort from 'onnxruntime-node';
import { readSlots } from '../../src/lm/adapters/bank-slots.ts';
import { loadModel } from '../../src/lm/run/model.ts';
import type { Steering } from '../../src/methods/method.ts';
import { baseModelSource } from '../base-model-source.ts';
import { loadNodeKernels } from '../load-node-kernels.ts';
import { type AnswerRequest, answerJob } from './answer-job.ts';
import type { Network } from './network.ts';
import { readPackFiles } from './pack-files.ts';

export interface WorkerSettings {
  readonly network: Network;
  /** Where pack.json lies. */
  readonly folder: string;
  readonly threads: number;
  /** Slots to load: every one in the bank costs its share of every token. */
  readonly slots: readonly string[];
}

export interface WorkerRequest {
  readonly steering: Steering;
  readonly requests: readonly AnswerRequest[];
}

/** Prompt and answer of a pack are far shorter. */
const CONTEXT = 512;

const settings: WorkerSettings = JSON.parse(process.argv[2] ?? '');
const { pack, slots } = readPackFiles(settings.folder);
const { forward, config, tokenizer } = await load(settings);
const mounted = readSlots(
  slots.filter(({ id }) => settings.slots.includes(id)),
  config,
);
const bank = await forward.mount(mounted.slots, mounted.reward);

process.on('message', ({ steering, requests }: WorkerRequest) => {
  answerJob({ forward, tokenizer, bank }, pack, steering, requests).then(
    (answered) => process.send?.(answered),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});

function load({ network, threads }: WorkerSettings) {
  const source = baseModelSource();
  if (network === 'integers') return loadNodeKernels({ source, context: CONTEXT, threads });
  const sessionOptions = { intraOpNumThreads: threads, interOpNumThreads: 1 };
  return loadModel({ source, context: CONTEXT, backend: { ort, provider: 'cpu', weights: 'dense', precision: 'f32', sessionOptions } });
}
