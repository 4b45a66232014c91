/** Mounted banks: the last few stay where the network reads them, so that going back and forth between panes or packs costs nothing. */
import { joinSlots, type ReadSlot } from '../../lm/adapters/bank-slots.ts';
import { EngineError } from '../../lm/errors.ts';
import type { SlotSource } from '../../lm/requests.ts';
import type { Bank, Forward } from '../../lm/run/forward.ts';
import { contentOf } from './adapter-store.ts';

/** Most banks that are kept, those in use not counted. */
const KEPT = 3;

interface Mounted {
  readonly bank: Promise<Bank>;
  users: number;
}

export class BankStore {
  /** Least recently used first. */
  private readonly mounted = new Map<string, Mounted>();

  constructor(private readonly forward: Pick<Forward, 'mount'>) {}

  /**
   * Runs work with the bank of these slots, which stays mounted meanwhile; undefined where there are none.
   * @param read The slots' adapters, in the order of the sources.
   * @throws EngineError as `joinSlots`; 'out-of-memory'; what the work throws.
   */
  async use<T>(sources: readonly SlotSource[], read: readonly ReadSlot[], work: (bank: Bank | undefined) => Promise<T>): Promise<T> {
    if (sources.length === 0) return work(undefined);
    const key = JSON.stringify(sources.map((source) => [source.id, 'cross' in source ? source.cross : contentOf(source)]));
    const mounted = this.mounted.get(key) ?? { bank: this.mount(read), users: 0 };
    this.mounted.delete(key);
    this.mounted.set(key, mounted);
    mounted.users += 1;
    try {
      const bank = await mounted.bank.catch((error: unknown) => {
        if (this.mounted.get(key) === mounted) this.mounted.delete(key);
        throw error;
      });
      return await work(bank);
    } finally {
      mounted.users -= 1;
      this.shrink(KEPT);
    }
  }

  private async mount(read: readonly ReadSlot[]): Promise<Bank> {
    const { slots, reward } = joinSlots(read);
    try {
      return await this.forward.mount(slots, reward);
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== 'out-of-memory' || !this.shrink(0)) throw error;
      return await this.forward.mount(slots, reward);
    }
  }

  /** Releases banks that nobody uses until so many of these are left; false where nothing could be. */
  private shrink(left: number): boolean {
    const idle = [...this.mounted].filter(([, { users }]) => users === 0);
    const surplus = idle.slice(0, Math.max(0, idle.length - left));
    for (const [key, { bank }] of surplus) {
      this.mounted.delete(key);
      void bank.then((mounted) => mounted.release());
    }
    return surplus.length > 0;
  }
}
