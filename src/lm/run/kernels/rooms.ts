/** Blocks of the kernels' memory by name, one each, made larger when more is needed. */
import type { KernelMemory } from './kernel-memory.ts';

export class Rooms<Name extends string> {
  readonly #blocks = new Map<Name, { readonly at: number; readonly bytes: number }>();

  constructor(private readonly memory: KernelMemory) {}

  /**
   * @param size What is taken where there are fewer bytes yet; as many as are needed unless told. What the block held is lost then.
   * @returns the address of at least so many bytes.
   * @throws EngineError 'out-of-memory'
   */
  room(name: Name, bytes: number, size = bytes): number {
    const before = this.#blocks.get(name);
    if (before && before.bytes >= bytes) return before.at;
    if (before) this.memory.free(before.at);
    this.#blocks.delete(name);
    const at = this.memory.allocate(size);
    this.#blocks.set(name, { at, bytes: size });
    return at;
  }

  /** The block's address; 0 where there is none. */
  at(name: Name): number {
    return this.#blocks.get(name)?.at ?? 0;
  }

  dispose(): void {
    for (const { at } of this.#blocks.values()) this.memory.free(at);
    this.#blocks.clear();
  }
}
