/** Id of the slot that joins the A of one slot with the B of another; packs name their cross slots so. */
export function crossSlot(a: string, b: string): string {
  return `${a}*${b}`;
}

/** Every two different experts, in both orders: what factor mixing needs beside the adapters. */
export function crossedPairs(experts: readonly string[]): { readonly a: string; readonly b: string }[] {
  return experts.flatMap((a) => experts.filter((b) => b !== a).map((b) => ({ a, b })));
}
