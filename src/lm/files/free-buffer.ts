/** Frees memory that nobody reads any more at once, where the engine can: detached buffers are freed at once, dropped ones when the collector comes by. */
export function freeBuffer(buffer: ArrayBuffer & { transfer?(size: number): ArrayBuffer }): void {
  buffer.transfer?.(0);
}
