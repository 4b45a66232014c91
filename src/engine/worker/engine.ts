/** The engine inside the worker: a base model on a backend, adapters as they are named, and whose turn it is. */
import { joinSlots, type ReadSlot } from '../../lm/adapters/bank-slots.ts';
import { exportMix } from '../../lm/adapters/export-mix.ts';
import { choose } from '../../lm/decode/choose.ts';
import { generate } from '../../lm/decode/decode.ts';
import { explain } from '../../lm/decode/explain.ts';
import { score } from '../../lm/decode/score.ts';
import { states } from '../../lm/decode/states.ts';
import { EngineError } from '../../lm/errors.ts';
import type { SlotSource } from '../../lm/requests.ts';
import type { Bank, Forward } from '../../lm/run/forward.ts';
import type { Tokenizer } from '../../lm/text/tokenizer.ts';
import type { EngineInfo, LoadArgs, Prepared } from '../protocol.ts';
import { taskPause } from '../task-pause.ts';
import { AdapterStore, type AdapterStoreDeps } from './adapter-store.ts';
import { BankStore } from './bank-store.ts';
import { Scheduler, type Turn } from './scheduler.ts';
import type { CallContext, Handlers } from './serve-calls.ts';

/** A base model that runs. */
export interface LoadedBase {
  readonly forward: Forward;
  readonly tokenizer: Tokenizer;
  readonly config: AdapterStoreDeps['config'];
  readonly info: EngineInfo;
  dispose(): Promise<void>;
}

export interface EngineDeps {
  readonly loadBase: (args: LoadArgs, context: Pick<CallContext, 'signal' | 'onEvent'>) => Promise<LoadedBase>;
  readonly fetchFiles: AdapterStoreDeps['fetchFiles'];
}

interface Ready extends LoadedBase {
  readonly adapters: AdapterStore;
  readonly banks: BankStore;
}

/** The handlers of the protocol's calls. */
export function createEngine({ loadBase, fetchFiles }: EngineDeps): Handlers {
  const scheduler = new Scheduler(taskPause());
  let ready: Ready | undefined;

  function present(): Ready {
    if (!ready) throw new EngineError('bad-request', 'no model is loaded: call load first');
    return ready;
  }

  /** Adapters first, which keeps nobody from the network. */
  async function mounted<T>(
    sources: readonly SlotSource[],
    signal: AbortSignal,
    work: (bank: Bank | undefined, model: Ready) => Promise<T>,
  ): Promise<T> {
    const model = present();
    checkIds(sources);
    const read = await Promise.all(sources.map((source) => model.adapters.readSlot(source, signal)));
    return model.banks.use(sources, read, (bank) => work(bank, model));
  }

  /** In turn with the other calls. */
  function inTurn<T>(
    { slots }: { readonly slots: readonly SlotSource[] },
    { signal, priority }: CallContext,
    work: (model: Ready, options: { readonly bank?: Bank; readonly between: Turn['between'] }) => Promise<T>,
  ): Promise<T> {
    return mounted(slots, signal, (bank, model) =>
      scheduler.run(priority, signal, ({ between }) => work(model, { between, ...(bank ? { bank } : {}) })),
    );
  }

  return {
    async load(args, context) {
      const before = ready;
      ready = undefined;
      await before?.dispose();
      const base = await loadBase(args, context);
      ready = { ...base, adapters: new AdapterStore({ config: base.config, fetchFiles }), banks: new BankStore(base.forward) };
      return base.info;
    },
    async prepare({ slots }, context) {
      checkIds(slots);
      const { adapters } = present();
      const outcomes = await readEach(adapters, slots, context.signal);
      const good = slots.filter(({ id }) => !outcomes.failures.some(({ slot }) => slot === id));
      return mounted(good, context.signal, async (bank): Promise<Prepared> => {
        const reward = bank?.rewardSlot;
        return { slots: bank?.slots ?? [], failures: outcomes.failures, ...(reward === undefined ? {} : { rewardSlot: reward }) };
      });
    },
    generate: (args, context) =>
      inTurn(args, context, ({ forward, tokenizer }, options) =>
        generate(forward, tokenizer, args, { ...options, onEvent: context.onEvent }),
      ),
    score: (args, context) => inTurn(args, context, ({ forward, tokenizer }, options) => score(forward, tokenizer, args, options)),
    explain: (args, context) =>
      inTurn(args, context, ({ forward, tokenizer }, options) =>
        explain(forward, tokenizer, args, { ...options, onEvent: context.onEvent }),
      ),
    states: (args, context) => inTurn(NO_SLOTS, context, ({ forward, tokenizer }, options) => states(forward, tokenizer, args, options)),
    choose: (args, context) => inTurn(NO_SLOTS, context, ({ forward, tokenizer }, options) => choose(forward, tokenizer, args, options)),
    async count(chat) {
      const { tokenizer, forward } = present();
      return { tokens: tokenizer.encodeChat(chat).length, limit: forward.context };
    },
    async 'token-bytes'({ ids }) {
      const { tokenizer, info } = present();
      const unknown = ids.find((id) => id >= info.vocabulary);
      if (unknown !== undefined) throw new EngineError('bad-request', `token id ${unknown}, expected one below ${info.vocabulary}`);
      return { bytes: ids.map((id) => tokenizer.bytes(id)), end: tokenizer.end };
    },
    async 'export-mix'({ slots, coefficients }, { signal }) {
      checkIds(slots);
      const { adapters, config, info } = present();
      const read = await Promise.all(slots.map((source) => adapters.readSlot(source, signal)));
      return exportMix(joinSlots(read).slots, coefficients, config, info.base.name);
    },
  };
}

/** Of a call that asks the base alone. */
const NO_SLOTS = { slots: [] } as const;

function checkIds(sources: readonly SlotSource[]): void {
  const ids = sources.map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) throw new EngineError('bad-request', `two slots are called '${twice}', expected unique ids`);
}

/** Reads slot by slot, so that a bad adapter costs no other; a cross slot is as good as what it is made of. */
async function readEach(adapters: AdapterStore, sources: readonly SlotSource[], signal: AbortSignal): Promise<Pick<Prepared, 'failures'>> {
  const read = new Map<string, ReadSlot>();
  const failures: Prepared['failures'][number][] = [];
  const attempt = async ({ id }: SlotSource, slot: () => ReadSlot | Promise<ReadSlot>) => {
    try {
      read.set(id, await slot());
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof EngineError)) throw error;
      failures.push({ slot: id, code: error.code, message: error.message });
    }
  };
  const crossed = sources.filter((source) => 'cross' in source);
  await Promise.all(
    sources.filter((source) => !('cross' in source)).map((source) => attempt(source, () => adapters.readSlot(source, signal))),
  );
  for (const source of crossed) {
    await attempt(source, () => {
      const parts = [source.cross.a, source.cross.b].flatMap((id) => read.get(id) ?? []);
      joinSlots([...new Set(parts), source]);
      return source;
    });
  }
  return { failures };
}
