/**
 * Frees memory that nobody reads any more, where the engine can: detached buffers are freed at once, dropped ones when the collector comes by. Those that a
 * function of the browser's made or was given (bodies, digests, messages) it holds until the collector comes by, detached or not.
 */
export function freeBuffer(buffer: ArrayBuffer & { transfer?(size: number): ArrayBuffer }): void {
  buffer.transfer?.(0);
}
