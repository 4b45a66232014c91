import { BINARIES, type Binary, readKernels } from './build-kernels.ts';

/** The compiled kernels that this Node can run: SIMD always, relaxed SIMD from Node 22 on. */
export async function nodeKernels(): Promise<ReadonlyMap<Binary, WebAssembly.Module>> {
  const modules = new Map<Binary, WebAssembly.Module>();
  for (const binary of Object.keys(BINARIES) as Binary[]) {
    const bytes = await readKernels(binary);
    if (WebAssembly.validate(bytes)) modules.set(binary, new WebAssembly.Module(bytes));
  }
  return modules;
}
