/** Compiles the kernels of the language model (src/lm/run/kernels/assembly) to WASM, once for each state of their sources. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const KERNELS = 'src/lm/run/kernels';
const ENTRY = `${KERNELS}/assembly/index.ts`;
const CACHE = join(ROOT, 'node_modules/.cache/tiller-kernels');

/** 64 KB each. The real memory may be smaller than the largest that is declared. */
const LARGEST_PAGES = 65_536;
const OPTIONS = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--sharedMemory'];
const ENABLED = ['--enable', 'simd', '--enable', 'threads'];
/** What an engine can have: SIMD alone, or its relaxed instructions too. */
export const BINARIES = { simd: [], relaxed: ['--enable', 'relaxed-simd'] } as const;
export type Binary = keyof typeof BINARIES;

function sources(): string[] {
  const own = readdirSync(join(ROOT, KERNELS, 'assembly')).filter((name) => name.endsWith('.ts'));
  return ['layout.ts', ...own.sort().map((name) => `assembly/${name}`)].map((name) => `${KERNELS}/${name}`);
}

/** Of everything that the binaries depend on. */
function state(): string {
  const hash = createHash('sha256').update(createRequire(import.meta.url)('assemblyscript/package.json').version);
  for (const file of [relative(ROOT, fileURLToPath(import.meta.url)), ...sources()])
    hash.update(file).update(readFileSync(join(ROOT, file)));
  return hash.digest('hex').slice(0, 16);
}

async function compile(binary: Binary): Promise<Uint8Array> {
  // a large module, which most starts do not need
  const { default: asc } = await import('assemblyscript/asc');
  const written = new Map<string, Uint8Array | string>();
  const flags = [...OPTIONS, '--maximumMemory', String(LARGEST_PAGES), ...ENABLED, ...BINARIES[binary]];
  const { error, stderr } = await asc.main([ENTRY, '--baseDir', ROOT, ...flags, '--outFile', 'kernels.wasm'], {
    readFile: (name, base) => {
      const file = join(base, name);
      return existsSync(file) ? readFileSync(file, 'utf8') : null;
    },
    writeFile: (name, contents) => {
      written.set(name, contents);
    },
    listFiles: () => null,
  });
  const made = written.get('kernels.wasm');
  if (error || !(made instanceof Uint8Array)) throw new Error(`the ${binary} kernels do not compile: ${stderr}`, { cause: error });
  return made;
}

let files: Promise<Readonly<Record<Binary, string>>> | undefined;

/**
 * Paths of the compiled kernels.
 * @throws Error with the compiler's words.
 */
export function kernelFiles(): Promise<Readonly<Record<Binary, string>>> {
  files ??= makeFiles();
  return files;
}

async function makeFiles(): Promise<Readonly<Record<Binary, string>>> {
  const folder = join(CACHE, state());
  const made: Record<string, string> = {};
  for (const binary of Object.keys(BINARIES) as Binary[]) {
    const file = join(folder, `kernels-${binary}.wasm`);
    made[binary] = file;
    if (existsSync(file)) continue;
    const bytes = await compile(binary);
    mkdirSync(folder, { recursive: true });
    // others may compile at the same time: a file appears whole
    const part = `${file}.${process.pid}`;
    writeFileSync(part, bytes);
    renameSync(part, file);
  }
  return made as Record<Binary, string>;
}

/** The bytes of a binary, for Node. */
export async function readKernels(binary: Binary): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(readFileSync((await kernelFiles())[binary]));
}
