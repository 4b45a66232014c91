/** The one place where a language is chosen. A second language is a folder beside `en` whose `strings` is a `Strings`. */
import { strings as en } from './en/strings.ts';
import type { Translation } from './lesson-strings.ts';

export type Strings = Translation<typeof en>;

export type Term = keyof Strings['glossary'];

export const language = 'en';

export const strings = en;
