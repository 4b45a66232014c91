/**
 * A WASM module that reads memory as fast as SIMD loads go, assembled by hand so that the bench needs no WASM tool.
 *
 *   (module
 *     (import "bench" "memory" (memory 1 65536 shared))
 *     (func (export "read") (param $at i32) (param $end i32) (result i32)
 *       (local $a v128) (local $b v128) (local $c v128) (local $d v128)
 *       (loop $again
 *         ;; for each of the four, at offsets 0, 16, 32, 48:
 *         (local.set $a (v128.xor (local.get $a) (v128.load offset=0 (local.get $at))))
 *         (local.set $at (i32.add (local.get $at) (i32.const 64)))
 *         (br_if $again (i32.lt_u (local.get $at) (local.get $end))))
 *       (i32x4.extract_lane 0 (v128.xor (v128.xor (local.get $a) (local.get $b)) (v128.xor (local.get $c) (local.get $d))))))
 *
 * Encodings: https://webassembly.github.io/spec/core/binary/
 */

const I32 = 0x7f;
const V128 = 0x7b;
const LOCAL_GET = 0x20;
const LOCAL_SET = 0x21;
const SIMD = 0xfd;
const XOR = [SIMD, 0x51];
const AT = 0;
const END = 1;
const ACCUMULATORS = [2, 3, 4, 5];

/** Unsigned LEB128. */
function leb(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 128);
  }
}

const sized = (content: readonly number[]): number[] => [...leb(content.length), ...content];
const vector = (items: readonly (readonly number[])[]): number[] => [...leb(items.length), ...items.flat()];
const text = (value: string): number[] => sized([...new TextEncoder().encode(value)]);
const section = (id: number, content: readonly number[]): number[] => [id, ...sized(content)];

/** The module's bytes. Its import is `bench.memory`, its export `read(start, end)`: addresses in bytes, a multiple of 64 apart. */
export function readKernel(): Uint8Array<ArrayBuffer> {
  const loads = ACCUMULATORS.flatMap((local, i) => [
    ...[LOCAL_GET, local, LOCAL_GET, AT],
    // v128.load, alignment 2^4
    ...[SIMD, 0x00, 4, ...leb(16 * i)],
    ...XOR,
    ...[LOCAL_SET, local],
  ]);
  const [a, b, c, d] = ACCUMULATORS as [number, number, number, number];
  const body = [
    ...vector([[4, V128]]),
    // loop without a result
    ...[0x03, 0x40],
    ...loads,
    // at += 64; again while at < end
    ...[LOCAL_GET, AT, 0x41, 0xc0, 0x00, 0x6a, LOCAL_SET, AT],
    ...[LOCAL_GET, AT, LOCAL_GET, END, 0x49, 0x0d, 0, 0x0b],
    ...[LOCAL_GET, a, LOCAL_GET, b, ...XOR, LOCAL_GET, c, LOCAL_GET, d, ...XOR, ...XOR],
    // i32x4.extract_lane 0; end
    ...[SIMD, 0x1b, 0, 0x0b],
  ];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector([[0x60, ...vector([[I32], [I32]]), ...vector([[I32]])]])),
    // shared memory with a maximum
    ...section(2, vector([[...text('bench'), ...text('memory'), 0x02, 0x03, 1, ...leb(65536)]])),
    ...section(3, vector([[0]])),
    ...section(7, vector([[...text('read'), 0x00, 0]])),
    ...section(10, vector([sized(body)])),
  ]);
}
