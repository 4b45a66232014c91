/** Lets one work at a time at a network, whose memory is of one run. */
export class Exclusive {
  #busy = false;

  /** @throws Error while a work before it has not ended. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#begin();
    try {
      return await work();
    } finally {
      this.#busy = false;
    }
  }

  /** The same for a work that ends within the call. */
  now<T>(work: () => T): T {
    this.#begin();
    try {
      return work();
    } finally {
      this.#busy = false;
    }
  }

  #begin(): void {
    if (this.#busy) throw new Error('the network is running already: wait for the call before');
    this.#busy = true;
  }
}
