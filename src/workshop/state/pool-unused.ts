/** Answers that this browser keeps and the project does not ask for: they would lie there for ever. */
import type { PoolShelf, Wanted } from './pool-shelf.ts';
import type { PoolStore } from './pool-state.ts';
import { conditionsOf, type WantedPool } from './pool-wanted.ts';
import type { ProjectStore } from './project.ts';

/** @param base of the answers; while it is not known, all that is made here may be asked for. */
export function asksFor(wanted: WantedPool, base: string | undefined): Wanted {
  if (wanted.from === 'shipped') return () => false;
  if (base === undefined) return () => true;
  const conditions = conditionsOf(base, wanted);
  const prompts = new Set(wanted.prompts);
  return (under, prompt, sample) => under === conditions && prompts.has(prompt) && sample < wanted.samples;
}

export interface Unused {
  /** Tells how many there are now. Never rejects. */
  count(): void;
  /** Deletes them, where no other tab has the workshop. @throws what the browser says when it refuses. */
  forget(): Promise<void>;
}

export function createUnused(
  { shelf, project }: { readonly shelf: PoolShelf; readonly project: ProjectStore },
  store: PoolStore,
  asked: () => Wanted,
): Unused {
  const show = (unused: number) => store.setState({ unused });
  const count = () => void shelf.countOthers(asked()).then(show, () => show(0));
  return {
    count,
    async forget() {
      if (project.getState().keeping.kind === 'elsewhere') throw new Error('another tab has the workshop');
      await shelf.forgetOthers(asked());
      count();
    },
  };
}
