/** The worker's door: what a call must look like. Whether it makes sense (a seed's range, a known slot) is for who carries it out. */
import * as v from 'valibot';
import type { CallName, Calls } from '../protocol.ts';
import type { CallMessage } from '../wire.ts';
import { parseArgs } from './parse-args.ts';

const Id = v.pipe(v.string(), v.minLength(1));
const Finite = v.pipe(v.number(), v.finite());
const Token = v.pipe(v.number(), v.integer('integer'), v.minValue(0));

const PeftBlobs = v.object({ config: v.instance(Blob), tensors: v.instance(Blob) });
const Slots = v.array(
  v.union([
    v.object({ id: Id, url: v.string() }),
    v.object({ id: Id, key: Id, files: PeftBlobs }),
    v.object({ id: Id, cross: v.object({ a: Id, b: Id }) }),
  ]),
);

const Mixer = v.variant('kind', [
  v.object({ kind: v.literal('identity') }),
  v.object({ kind: v.literal('linear'), weights: v.array(Finite) }),
  v.object({ kind: v.literal('log-probs'), weights: v.array(Finite) }),
  v.object({ kind: v.literal('divergence'), divergence: v.picklist(['forward-kl', 'jsd', 'alpha']), weights: v.array(Finite) }),
]);
const Row = v.object({ coefficients: v.record(v.string(), Finite), system: v.optional(v.string()) });
const Steering = v.object({ rows: v.array(Row), mixer: Mixer });
/** What an answer answers. */
const Chat = {
  system: v.string(),
  turns: v.optional(v.array(v.object({ role: v.picklist(['user', 'assistant']), text: v.string() }))),
  prompt: v.string(),
};
const Asked = { id: Id, ...Chat, steering: Steering };
const Answer = { tokens: v.array(Token), ended: v.boolean() };

const Backend = v.picklist(['webgpu', 'wasm-threads', 'wasm']);

const SCHEMAS = {
  load: v.looseObject({
    manifestUrl: v.string(),
    backend: v.union([v.literal('auto'), Backend]),
    weightBits: v.optional(v.picklist([4, 8])),
    cpu: v.optional(v.picklist(['integers', 'floats'])),
    failed: v.optional(v.array(v.looseObject({ backend: Backend, outcome: v.string(), reason: v.string() }))),
  }),
  prepare: v.object({ slots: Slots }),
  generate: v.object({
    groups: v.array(v.object({ ...Asked, seed: v.number(), prefix: v.optional(v.array(Token)), draft: v.optional(v.array(Token)) })),
    sampling: v.object({
      temperature: v.number(),
      topK: v.number(),
      topP: v.number(),
      minP: v.optional(v.number()),
      repetitionPenalty: v.optional(v.number()),
    }),
    maxTokens: v.number(),
    slots: Slots,
  }),
  score: v.object({
    groups: v.array(v.object({ ...Asked, ...Answer })),
    temperature: v.number(),
    slots: Slots,
  }),
  explain: v.object({
    ...Chat,
    ...Answer,
    steerings: v.array(v.object({ id: Id, steering: Steering })),
    experts: v.optional(v.array(v.object({ id: Id, weight: Finite }))),
    rivals: v.number(),
    temperature: v.number(),
    slots: Slots,
  }),
  states: v.object({
    texts: v.array(v.object({ prompt: v.optional(v.string()), system: v.optional(v.string()), text: v.string() })),
    pooling: v.picklist(['last', 'mean']),
  }),
  choose: v.object({ questions: v.array(v.object({ system: v.string(), prompt: v.string() })), words: v.array(v.string()) }),
  count: v.object(Chat),
  'token-bytes': v.object({ ids: v.array(Token) }),
  'export-mix': v.object({ slots: Slots, coefficients: v.record(v.string(), Finite) }),
} satisfies { readonly [K in CallName]: v.GenericSchema };

const Message = v.object({ name: v.picklist(Object.keys(SCHEMAS) as CallName[]), priority: v.picklist(['interactive', 'background']) });

/**
 * A call as its schema knows it.
 * @throws EngineError 'bad-request' that names the field and what was expected.
 */
export function checkCall(message: CallMessage<Calls>): Omit<CallMessage<Calls>, 'kind' | 'id'> {
  const { name, priority } = parseArgs(Message, message, 'call');
  return { name, priority, args: parseArgs(SCHEMAS[name], message.args, name) as Calls[CallName]['args'] } as ReturnType<typeof checkCall>;
}
