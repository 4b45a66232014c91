/** Writes the content security policy into the built page, for hosts that send no headers. Hot reload needs another: `npm run dev` sends that. */
import type { Plugin } from 'vite';
import { PAGE_POLICY } from '../src/site/headers.ts';

export function policy(): Plugin {
  return {
    name: 'tiller-policy',
    apply: 'build',
    transformIndexHtml: () => [
      { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: PAGE_POLICY }, injectTo: 'head-prepend' },
    ],
  };
}
