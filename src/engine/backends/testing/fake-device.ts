/** A GPU device without a GPU: answers the probe for loop variables, keeps the shaders it is given, and goes wrong on demand. For tests only. */
export interface FakeDevice {
  readonly device: GPUDevice & { readonly shaders: readonly string[] };
  /** An error that nobody asked for, as a `uncapturederror` event. */
  fail(error: object): void;
  lose(reason: GPUDeviceLostReason, message: string): void;
}

/** @param variables What becomes of a variable that is declared in a loop; with a value it is right in both. */
export function fakeDevice(variables: 'reset' | 'kept' = 'reset'): FakeDevice {
  const shaders: string[] = [];
  let lose!: FakeDevice['lose'];
  const lost = new Promise<{ reason: GPUDeviceLostReason; message: string }>((resolve) => {
    lose = (reason, message) => resolve({ reason, message });
  });
  const events = new EventTarget();
  const answer = () => {
    const right = variables === 'reset' || /var \w+ : u32 = /.test(shaders.at(-1) ?? '');
    return Uint32Array.from(right ? [1, 2, 3, 4] : [1, 3, 6, 10]).buffer;
  };
  const nothing = () => undefined;
  const pass = { setPipeline: nothing, setBindGroup: nothing, dispatchWorkgroups: nothing, end: nothing };
  const device = {
    shaders,
    lost,
    addEventListener: events.addEventListener.bind(events),
    createShaderModule: ({ code }: GPUShaderModuleDescriptor) => {
      shaders.push(code);
      return {};
    },
    createBuffer: () => ({ mapAsync: async () => undefined, getMappedRange: answer, destroy: nothing }),
    createComputePipelineAsync: async () => ({ getBindGroupLayout: nothing }),
    createBindGroup: nothing,
    createCommandEncoder: () => ({ beginComputePass: () => pass, copyBufferToBuffer: nothing, finish: nothing }),
    queue: { submit: nothing },
    destroy: nothing,
  };
  return {
    device: device as unknown as FakeDevice['device'],
    fail: (error) => events.dispatchEvent(Object.assign(new Event('uncapturederror'), { error })),
    lose,
  };
}
