/** The training worker's door: what a call must look like. Whether it makes sense is for who carries it out. */
import * as v from 'valibot';
import { HOOKS } from '../../../lm/arch/linears.ts';
import type { CallMessage } from '../../wire.ts';
import { parseArgs } from '../../worker/parse-args.ts';
import type { TrainerCallName, TrainerCalls } from '../protocol.ts';

const Finite = v.pipe(v.number(), v.finite());
const Positive = v.pipe(Finite, v.gtValue(0));
const Count = v.pipe(v.number(), v.integer('integer'), v.minValue(0));
const AtLeastOne = v.pipe(Count, v.minValue(1));
const Floats = v.instance(Float32Array);

const Rows = v.array(
  v.object({ system: v.string(), prompt: v.string(), answer: v.pipe(v.array(Count), v.minLength(1)), coefficients: v.array(Finite) }),
);
const Loss = v.variant('kind', [
  v.object({ kind: v.literal('likelihood'), weights: v.exactOptional(v.array(Finite)) }),
  v.object({
    kind: v.literal('policy-gradient'),
    old: v.array(Floats),
    advantages: v.array(Floats),
    clip: Positive,
    kl: v.exactOptional(v.object({ base: v.array(Floats), prices: v.array(Finite) })),
  }),
]);
const Nothing = v.object({});

const SCHEMAS = {
  open: v.object({
    manifestUrl: v.string(),
    hooks: v.array(v.picklist(HOOKS)),
    slots: v.pipe(v.array(v.object({ id: v.pipe(v.string(), v.minLength(1)), rank: AtLeastOne, slow: v.boolean() })), v.minLength(1)),
    scale: Positive,
    seed: Count,
    softTokens: v.exactOptional(AtLeastOne),
    workload: v.object({ tokens: AtLeastOne, longest: AtLeastOne }),
    limit: Positive,
    besides: v.pipe(Finite, v.minValue(0)),
  }),
  'begin-stage': v.object({ slowFactor: v.pipe(Finite, v.minValue(0)) }),
  step: v.object({ rows: Rows, loss: Loss, rate: v.pipe(Finite, v.minValue(0)), temperature: Positive }),
  'log-probabilities': v.object({ rows: Rows, temperature: Positive }),
  adapters: Nothing,
  checkpoint: Nothing,
  restore: v.object({ bytes: v.instance(Uint8Array) }),
  interrupt: Nothing,
  'give-way': v.object({ busy: v.boolean() }),
} satisfies { readonly [K in TrainerCallName]: v.GenericSchema };

const Message = v.object({
  name: v.picklist(Object.keys(SCHEMAS) as TrainerCallName[]),
  priority: v.picklist(['interactive', 'background']),
});

/**
 * A call as its schema knows it.
 * @throws EngineError 'bad-request' that names the field and what was expected.
 */
export function checkTrainerCall(message: CallMessage<TrainerCalls>): Omit<CallMessage<TrainerCalls>, 'kind' | 'id'> {
  const { name, priority } = parseArgs(Message, message, 'call');
  return { name, priority, args: parseArgs(SCHEMAS[name], message.args, name) } as ReturnType<typeof checkTrainerCall>;
}
