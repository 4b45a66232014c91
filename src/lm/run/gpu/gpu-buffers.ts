/** Buffers and pipelines of a device, made when they are first needed. */

/** A buffer with these numbers. */
export function uploaded(
  device: GPUDevice,
  data: Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Float32Array<ArrayBuffer>,
): GPUBuffer {
  const buffer = device.createBuffer({ size: Math.max(16, Math.ceil(data.byteLength / 4) * 4), usage: USES.storage() });
  device.queue.writeBuffer(buffer, 0, data);
  return buffer;
}

const USES = {
  storage: () => GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  uniform: () => GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
  read: () => GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
} as const;

/** Working memory by name, which grows with what is asked of it. What it held is lost when it does. */
export class GrowingBuffers {
  readonly #buffers = new Map<string, GPUBuffer>();
  /** Counts the buffers that were made: what refers to them is of an age. */
  age = 0;

  constructor(private readonly device: GPUDevice) {}

  reserve(name: string, bytes: number, kind: keyof typeof USES = 'storage'): GPUBuffer {
    const present = this.#buffers.get(name);
    if (present && present.size >= bytes) return present;
    present?.destroy();
    const buffer = this.device.createBuffer({ label: name, size: roundUp(bytes), usage: USES[kind]() });
    this.#buffers.set(name, buffer);
    this.age++;
    return buffer;
  }

  get(name: string): GPUBuffer {
    const buffer = this.#buffers.get(name);
    if (!buffer) throw new Error(`buffer ${name} was not reserved`);
    return buffer;
  }

  destroy(): void {
    for (const buffer of this.#buffers.values()) buffer.destroy();
    this.#buffers.clear();
  }
}

/** To a power of two, so that a growing batch does not make buffers at every step. */
function roundUp(bytes: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(bytes, 256)));
}

/** Compiled shaders, by their code. */
export class Pipelines {
  readonly #compiled = new Map<string, Promise<GPUComputePipeline>>();

  constructor(private readonly device: GPUDevice) {}

  get(label: string, code: string): Promise<GPUComputePipeline> {
    const known = this.#compiled.get(code);
    if (known) return known;
    const module = this.device.createShaderModule({ label, code });
    const made = this.device.createComputePipelineAsync({ label, layout: 'auto', compute: { module, entryPoint: 'main' } });
    this.#compiled.set(code, made);
    return made;
  }
}
