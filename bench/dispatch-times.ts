/** How long dispatches took, by the device's own clock. Needs the feature timestamp-query. */

/** Most that one set of queries may have. */
const QUERIES = 4096;

export class DispatchTimes {
  readonly #names: string[] = [];
  readonly #queries: GPUQuerySet;

  constructor(private readonly device: GPUDevice) {
    this.#queries = device.createQuerySet({ type: 'timestamp', count: QUERIES });
  }

  /** Where the pass of a dispatch writes its times. */
  note(name: string): GPUComputePassTimestampWrites {
    const at = 2 * this.#names.length;
    this.#names.push(name);
    return { querySet: this.#queries, beginningOfPassWriteIndex: at, endOfPassWriteIndex: at + 1 };
  }

  /** Dispatches and microseconds by the name without its layer. */
  async byKind(): Promise<Record<string, { readonly dispatches: number; readonly us: number }>> {
    const count = 2 * this.#names.length;
    const resolved = this.device.createBuffer({ size: count * 8, usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC });
    const read = this.device.createBuffer({ size: count * 8, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
    const encoder = this.device.createCommandEncoder();
    encoder.resolveQuerySet(this.#queries, 0, count, resolved, 0);
    encoder.copyBufferToBuffer(resolved, 0, read, 0, count * 8);
    this.device.queue.submit([encoder.finish()]);
    await read.mapAsync(GPUMapMode.READ);
    const times = new BigUint64Array(read.getMappedRange());
    const kinds: Record<string, { dispatches: number; us: number }> = {};
    for (const [i, name] of this.#names.entries()) {
      const kindName = name.replace(/^layers\.\d+\./, '');
      const kind = kinds[kindName] ?? { dispatches: 0, us: 0 };
      kinds[kindName] = kind;
      kind.dispatches++;
      kind.us += Number((times[2 * i + 1] as bigint) - (times[2 * i] as bigint)) / 1000;
    }
    for (const buffer of [resolved, read]) buffer.destroy();
    return kinds;
  }
}
