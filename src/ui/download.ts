/** Hands the reader a file under a name. */
export function download(content: BlobPart, name: string, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  // The click only queues the download: the address must outlive this turn.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
