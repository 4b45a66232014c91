/** Is attention in our own shaders right on this device? As attention-check.ts asks it of ONNX Runtime's. */
import { type Heads, judgeAttention, madeValues, POSITIONS, plainAttention } from '../attention-check.ts';
import { ATTENTION_BINDINGS, attentionShader, PAGE, pageSize, ROTARY_BINDINGS, rotaryShader } from './attention-shader.ts';
import { GrowingBuffers, Pipelines, uploaded } from './gpu-buffers.ts';

/**
 * All positions of one row in one run, over pages that lie in no order.
 * @returns the largest difference to the sum written out.
 * @throws EngineError 'backend' when it is larger than rounding makes it, or not a number.
 */
export async function checkOwnAttention(device: GPUDevice, heads: Heads): Promise<number> {
  const width = (heads.heads + 2 * heads.keyValueHeads) * heads.headSize;
  const size = POSITIONS * heads.heads * heads.headSize;
  const qkv = madeValues(POSITIONS * width);
  const expected = plainAttention(qkv, heads);
  const pages = Array.from({ length: POSITIONS / PAGE }, (_, i) => i).reverse();
  const buffers = new GrowingBuffers(device);
  const own: Record<string, GPUBuffer> = {
    run: buffers.reserve('run', 16, 'uniform'),
    tokens: uploaded(
      device,
      Uint32Array.from({ length: 2 * POSITIONS }, (_, i) => (i % 2 ? 0 : i / 2)),
    ),
    pages: uploaded(device, Uint32Array.from(pages)),
    // turned by nothing
    angles: uploaded(
      device,
      Float32Array.from({ length: POSITIONS * heads.headSize }, (_, i) => (i % 2 ? 0 : 1)),
    ),
    qkv: uploaded(device, qkv),
    cache: buffers.reserve('cache', pages.length * pageSize(heads) * 4),
    attended: buffers.reserve('attended', size * 4),
  };
  const read = buffers.reserve('read', size * 4, 'read');
  try {
    device.queue.writeBuffer(own.run as GPUBuffer, 0, Uint32Array.of(POSITIONS, 0, pages.length, 0));
    const pipelines = new Pipelines(device);
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (const [name, code, bindings, rows] of [
      ['rotary', rotaryShader(heads), ROTARY_BINDINGS, 1],
      ['attention', attentionShader(heads), ATTENTION_BINDINGS, heads.keyValueHeads],
    ] as const) {
      const pipeline = await pipelines.get(name, code);
      const entries = bindings.map((each, binding) => ({ binding, resource: { buffer: own[each] as GPUBuffer } }));
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
      pass.dispatchWorkgroups(POSITIONS, rows);
    }
    pass.end();
    encoder.copyBufferToBuffer(own.attended as GPUBuffer, 0, read, 0, size * 4);
    device.queue.submit([encoder.finish()]);
    await read.mapAsync(GPUMapMode.READ, 0, size * 4);
    const got = new Float32Array(read.getMappedRange(0, size * 4));
    // Math.max keeps a NaN.
    const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - (got[i] as number))), 0);
    judgeAttention(worst, 'f32');
    return worst;
  } finally {
    buffers.destroy();
    for (const buffer of Object.values(own)) buffer.destroy();
  }
}
