/** What the page says of the base model: as its manifest has it, which is fetched beside everything else. */
import { createStore } from 'zustand/vanilla';
import type { Manifest } from '../../packs/manifest.ts';

/** What of a manifest is told. */
export type BaseModel = Pick<Manifest, 'name' | 'license' | 'source' | 'bytes' | 'sha256'>;

export interface BaseState {
  /** Undefined until it is here; the page does not wait for it, and says less without it. */
  readonly manifest: BaseModel | undefined;
}

/** @param manifest Where it cannot be had, loading the model says why. */
export function createBaseStore(manifest: Promise<BaseModel>) {
  const store = createStore<BaseState>(() => ({ manifest: undefined }));
  manifest.then(
    (fetched) => store.setState({ manifest: fetched }),
    () => {},
  );
  return store;
}

export type BaseStore = ReturnType<typeof createBaseStore>;

/** The model's name without how it was tuned: `SmolLM2-135M`. */
export function modelName(manifest: BaseModel | undefined): string {
  return manifest?.name.replace(/[-_ ](instruct|chat|it)$/i, '') ?? 'The model';
}

/** Whole megabytes, of 1,000,000 bytes. */
export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
