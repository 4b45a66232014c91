/**
 * A variable that is declared in a loop without a value is zero again in every round: so WGSL says. Tint's SPIR-V sets it once a function,
 * and ONNX Runtime's attention with subgroups counts on it. Here is the way to know, and the cure: the value is written down.
 */

/** Sums 1 + .. + i where variables are kept, i where they are reset. */
const PROBE = `@group(0) @binding(0) var<storage, read_write> seen : array<u32>;
@compute @workgroup_size(1) fn main() {
  for (var i = 1u; i <= 4u; i++) { var x : u32; x += i; seen[i - 1u] = x; }
}`;
const EXPECTED = [1, 2, 3, 4];

/** True when the device runs the probe as WGSL says. */
export async function resetsVariables(device: GPUDevice): Promise<boolean> {
  const size = 4 * EXPECTED.length;
  const storage = device.createBuffer({ size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC });
  const readable = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  try {
    const module = device.createShaderModule({ code: PROBE });
    const pipeline = await device.createComputePipelineAsync({ layout: 'auto', compute: { module, entryPoint: 'main' } });
    const entries = [{ binding: 0, resource: { buffer: storage } }];
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
    pass.dispatchWorkgroups(1);
    pass.end();
    encoder.copyBufferToBuffer(storage, 0, readable, 0, size);
    device.queue.submit([encoder.finish()]);
    await readable.mapAsync(GPUMapMode.READ);
    const seen = new Uint32Array(readable.getMappedRange());
    return EXPECTED.every((value, i) => seen[i] === value);
  } finally {
    storage.destroy();
    readable.destroy();
  }
}

/** Braces, and declarations without a value: `var x : T;` and `var<function> x : T;`. */
const PARTS = /[{}]|(?<![\p{ID_Continue}_])var(?:\s*<\s*function\s*>\s*|\s+)[\p{ID_Start}_][\p{ID_Continue}_]*\s*:\s*([^;={}]+);/gu;

/**
 * The shader with `= T()` after every declaration inside a function that has no value.
 * Those of modules (workgroup, private, storage) stay: they live longer than a round.
 */
export function initialiseVariables(wgsl: string): string {
  const code = withoutComments(wgsl);
  let depth = 0;
  let out = '';
  let from = 0;
  for (const match of code.matchAll(PARTS)) {
    const [text, type] = match;
    if (text === '{') depth++;
    else if (text === '}') depth--;
    else if (type !== undefined && depth > 0) {
      const end = match.index + text.length - 1;
      out += `${wgsl.slice(from, end)} = ${type.trim()}()`;
      from = end;
    }
  }
  return out + wgsl.slice(from);
}

/** Comments as spaces, so that every place stays where it was. Block comments nest; a line ends at any of WGSL's line breaks. */
function withoutComments(wgsl: string): string {
  let out = '';
  let from = 0;
  let block = 0;
  const marks = /\/\*|\*\/|\/\/[^\n\v\f\r\u0085\u2028\u2029]*/g;
  for (let match = marks.exec(wgsl); match; match = marks.exec(wgsl)) {
    const [mark] = match;
    const { index } = match;
    if (mark === '/*') {
      if (block++ === 0) {
        out += wgsl.slice(from, index);
        from = index;
      }
    } else if (mark === '*/') {
      if (block > 0 && --block === 0) {
        out += ' '.repeat(index + 2 - from);
        from = index + 2;
      }
    } else if (block > 0) {
      // Two slashes mean nothing within a block comment, but a mark may follow them.
      marks.lastIndex = index + 1;
    } else {
      out += wgsl.slice(from, index) + ' '.repeat(mark.length);
      from = index + mark.length;
    }
  }
  return block > 0 ? out + ' '.repeat(wgsl.length - from) : out + wgsl.slice(from);
}
