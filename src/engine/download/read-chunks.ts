/** The chunks of a body, read into one piece of memory where the browser can: chunks of its own would wait for the collector, as many as the body has bytes. */

export interface Chunks {
  /** The next one, valid until the one after it is asked for; undefined at the end. */
  next(): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Nothing more is wanted. */
  cancel(): void;
}

/** As much as the network has at hand at most. */
const ROOM = 2 ** 20;

export function readChunks(body: ReadableStream<Uint8Array<ArrayBuffer>>): Chunks {
  const filling = fillingReader(body);
  const reader = filling ?? body.getReader();
  const cancel = () => void reader.cancel().catch(() => undefined);
  if (!filling) return { next: async () => (await (reader as ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>).read()).value, cancel };
  let room = new ArrayBuffer(ROOM);
  const next = async () => {
    const { value, done } = await filling.read(new Uint8Array(room));
    if (done || !value) return undefined;
    room = value.buffer;
    return value;
  };
  return { next, cancel };
}

/** A reader that fills the memory that it is given; undefined where the stream or the browser knows none. */
function fillingReader(body: ReadableStream<Uint8Array<ArrayBuffer>>): ReadableStreamBYOBReader | undefined {
  try {
    return body.getReader({ mode: 'byob' });
  } catch {
    return undefined;
  }
}

/** All of a body, of a longer one its first bytes. */
export async function readUpTo(body: ReadableStream<Uint8Array<ArrayBuffer>>, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(most);
  const chunks = readChunks(body);
  let at = 0;
  for (let chunk = await chunks.next(); chunk && at < most; chunk = await chunks.next()) {
    const part = chunk.subarray(0, most - at);
    bytes.set(part, at);
    at += part.length;
  }
  chunks.cancel();
  return bytes.subarray(0, at);
}
