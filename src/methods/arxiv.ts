/** A paper on arXiv, as a card names its source. */
export function arxiv(id: string, label: string): { readonly label: string; readonly url: string } {
  return { label, url: `https://arxiv.org/abs/${id}` };
}
