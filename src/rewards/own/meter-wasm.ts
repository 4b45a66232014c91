/**
 * Counts the loops of a WebAssembly module, so that nothing in it can run for ever: before every round of every loop a counter goes down,
 * and below zero the module traps. The count is the same on every machine. The module's own loops are counted, those of an interpreter's
 * built-in functions too, which it does not count itself.
 */

/** The module exports its counter, an i32, under this name; it starts at 0. */
export const FUEL = 'fuel';
/** Its other mutable globals are exported as this and their index, so that a state can be put back. */
export const GLOBAL = 'global';

const MUTABLE = 1;
const I32 = 0x7f;
const GLOBAL_KIND = 3;
const SECTION = { import: 2, global: 6, export: 7, code: 10 } as const;

/** @throws Error when the module has something that this reader does not know: it is made for one module. */
export function meterLoops(wasm: Uint8Array): Uint8Array<ArrayBuffer> {
  const sections = readSections(wasm);
  const globals = sections.find(({ id }) => id === SECTION.global);
  if (!globals || !sections.some(({ id }) => id === SECTION.export)) throw new Error('expected a module with globals and exports');
  const mutable = mutableGlobals(globals.body);
  const fuel = new Reader(globals.body).u32();
  const chunks: Uint8Array[] = [wasm.subarray(0, 8)];
  for (const { id, body } of sections) {
    const changed =
      id === SECTION.global
        ? appended(body, [[I32, MUTABLE, 0x41, 0, 0x0b]])
        : id === SECTION.export
          ? appended(body, [exported(FUEL, fuel), ...mutable.map((index) => exported(`${GLOBAL}${index}`, index))])
          : id === SECTION.code
            ? meterCode(body, fuel)
            : body;
    chunks.push(Uint8Array.from([id, ...leb(changed.length)]), changed);
  }
  return joined(chunks);
}

function readSections(wasm: Uint8Array): { id: number; body: Uint8Array }[] {
  const reader = new Reader(wasm, 8);
  const sections: { id: number; body: Uint8Array }[] = [];
  while (!reader.atEnd) {
    const id = reader.byte();
    sections.push({ id, body: reader.take(reader.u32()) });
  }
  return sections;
}

/** Indices of the globals that change; all must be of type i32 with a constant to begin with. */
function mutableGlobals(body: Uint8Array): number[] {
  const reader = new Reader(body);
  return Array.from({ length: reader.u32() }, (_, index) => {
    const [type, changes, constant] = [reader.byte(), reader.byte(), reader.byte()];
    reader.leb();
    if (type !== I32 || constant !== 0x41 || reader.byte() !== 0x0b) throw new Error(`global ${index}: expected an i32 with a constant`);
    return changes === MUTABLE ? [index] : [];
  }).flat();
}

/** A vector with more entries at its end. */
function appended(body: Uint8Array, entries: readonly (readonly number[])[]): Uint8Array {
  const reader = new Reader(body);
  const count = reader.u32();
  return joined([Uint8Array.from(leb(count + entries.length)), reader.rest(), Uint8Array.from(entries.flat())]);
}

function exported(name: string, index: number): number[] {
  const bytes = new TextEncoder().encode(name);
  return [...leb(bytes.length), ...bytes, GLOBAL_KIND, ...leb(index)];
}

function meterCode(body: Uint8Array, fuel: number): Uint8Array {
  const reader = new Reader(body);
  const at = leb(fuel);
  // fuel -= 1; if (fuel < 0) unreachable
  const toll = Uint8Array.from([0x23, ...at, 0x41, 1, 0x6b, 0x24, ...at, 0x23, ...at, 0x41, 0, 0x48, 0x04, 0x40, 0x00, 0x0b]);
  const count = reader.u32();
  const functions: Uint8Array[] = [Uint8Array.from(leb(count))];
  for (let i = 0; i < count; i++) {
    const metered = meterFunction(reader.take(reader.u32()), toll);
    functions.push(Uint8Array.from(leb(metered.length)), metered);
  }
  return joined(functions);
}

function meterFunction(code: Uint8Array, toll: Uint8Array): Uint8Array {
  const reader = new Reader(code);
  for (let locals = reader.u32(); locals > 0; locals--) {
    reader.u32();
    reader.byte();
  }
  const parts: Uint8Array[] = [];
  let from = 0;
  while (!reader.atEnd) {
    const opcode = reader.byte();
    skipOperands(reader, opcode);
    // The block's type is behind it.
    if (opcode !== 0x03) continue;
    parts.push(code.subarray(from, reader.at), toll);
    from = reader.at;
  }
  parts.push(code.subarray(from));
  return joined(parts);
}

const NO_OPERAND = new Set([0x00, 0x01, 0x05, 0x0b, 0x0f, 0x1a, 0x1b, 0xd1]);
const ONE_OPERAND = new Set([0x02, 0x03, 0x04, 0x0c, 0x0d, 0x10, 0x3f, 0x40, 0x41, 0x42, 0xd0, 0xd2]);
/** Bytes of a constant that is a float. */
const FLOAT_BYTES: Readonly<Record<number, number>> = { 67: 4, 68: 8 };

/** Passes over what follows an opcode. WebAssembly 2.0, binary format of instructions, without vectors. */
function skipOperands(reader: Reader, opcode: number): void {
  const float = FLOAT_BYTES[opcode];
  if (float !== undefined) reader.take(float);
  else reader.lebs(operands(reader, opcode));
}

/** Numbers in LEB128 that are still to come. */
function operands(reader: Reader, opcode: number): number {
  if ((opcode >= 0x45 && opcode <= 0xc4) || NO_OPERAND.has(opcode)) return 0;
  if ((opcode >= 0x20 && opcode <= 0x26) || ONE_OPERAND.has(opcode)) return 1;
  if ((opcode >= 0x28 && opcode <= 0x3e) || opcode === 0x11) return 2;
  if (opcode === 0x0e) return reader.u32() + 1;
  if (opcode === 0x1c) return reader.u32();
  if (opcode === 0xfc) return longOperands(reader.u32());
  throw new Error(`opcode 0x${opcode.toString(16)}: expected one of WebAssembly 2.0 without vectors`);
}

/** Operands of the opcodes behind 0xfc: conversions, and work on whole pieces of memory and tables. */
function longOperands(opcode: number): number {
  if (opcode <= 7) return 0;
  if (opcode <= 17) return [8, 10, 12, 14].includes(opcode) ? 2 : 1;
  throw new Error(`opcode 0xfc ${opcode}: expected at most 17`);
}

function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)];
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

class Reader {
  at: number;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  get atEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new Error(`byte ${this.at}: expected more of the module`);
    return byte;
  }

  /** An unsigned number in LEB128. */
  u32(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  /** Passes over a number of any size. */
  leb(): void {
    while (this.byte() >= 0x80);
  }

  lebs(count: number): void {
    for (let i = 0; i < count; i++) this.leb();
  }

  take(length: number): Uint8Array {
    this.at += length;
    if (this.at > this.bytes.length) throw new Error(`byte ${this.at}: expected more of the module`);
    return this.bytes.subarray(this.at - length, this.at);
  }

  rest(): Uint8Array {
    return this.bytes.subarray(this.at);
  }
}
