/** Keys and values of all rows on the GPU: a buffer a layer, cut into pages that rows take as they grow. Keeping, rewinding and joining rows copies nothing. */
import { type AttentionShape, PAGE, pageSize } from './attention-shader.ts';

/** Pages that there are from the beginning: 1,024 positions. */
const FIRST_PAGES = 64;

export class PageCache {
  #layers: GPUBuffer[];
  #free: number[] = [];
  #pages = 0;
  readonly #bytes: number;
  /** Counts the times that the buffers were made anew. */
  age = 0;

  constructor(
    private readonly device: GPUDevice,
    layers: number,
    shape: AttentionShape,
  ) {
    this.#bytes = pageSize(shape) * Float32Array.BYTES_PER_ELEMENT;
    this.#layers = Array.from({ length: layers });
    this.#grow(FIRST_PAGES);
  }

  layer(index: number): GPUBuffer {
    return this.#layers[index] as GPUBuffer;
  }

  /** Pages that rows have. */
  get held(): number {
    return this.#pages - this.#free.length;
  }

  /** Gives a row the pages that `positions` need, and takes back what it has beyond them. */
  fit(pages: number[], positions: number): void {
    const wanted = Math.ceil(positions / PAGE);
    while (pages.length > wanted) this.#free.push(pages.pop() as number);
    while (pages.length < wanted) {
      if (this.#free.length === 0) this.#grow(2 * this.#pages);
      pages.push(this.#free.pop() as number);
    }
  }

  #grow(pages: number): void {
    const encoder = this.device.createCommandEncoder();
    const before = this.#layers;
    const held = this.#pages * this.#bytes;
    this.#layers = before.map((old, layer) => {
      const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
      const buffer = this.device.createBuffer({ label: `cache.${layer}`, size: pages * this.#bytes, usage });
      if (held > 0) encoder.copyBufferToBuffer(old, 0, buffer, 0, held);
      return buffer;
    });
    this.device.queue.submit([encoder.finish()]);
    if (held > 0) for (const buffer of before) buffer.destroy();
    for (let page = pages - 1; page >= this.#pages; page--) this.#free.push(page);
    this.#pages = pages;
    this.age++;
  }

  destroy(): void {
    for (const buffer of this.#layers) buffer.destroy();
  }
}
