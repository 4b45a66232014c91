const WEB_PAGE = /^\ufeff?\s*<(?:!doctype|!--|\?xml|html|head|body|title|meta|script)/i;
const LFS_POINTER = /^version https:\/\/git-lfs\.github\.com\/spec\//;

/**
 * What bytes are that came in a file's stead: a host that answers every address with its page, a clone without its large files.
 * @returns words for a sentence ("X is a web page, expected safetensors"); undefined when the bytes are neither.
 */
export function recogniseFile(bytes: Uint8Array): 'a web page' | 'a Git LFS pointer' | undefined {
  const start = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, 256));
  if (WEB_PAGE.test(start)) return 'a web page';
  return LFS_POINTER.test(start) ? 'a Git LFS pointer' : undefined;
}
