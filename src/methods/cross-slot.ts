/** Id of the slot that joins the A of one slot with the B of another; packs name their cross slots so. */
export function crossSlot(a: string, b: string): string {
  return `${a}*${b}`;
}
