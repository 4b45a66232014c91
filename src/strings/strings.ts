/**
 * The one place where a language is chosen. A second language is a folder beside `en` whose exports satisfy `Strings`.
 *
 * Modules, not objects: code that reads `strings.lessons.fork` is served with that lesson's texts alone, while `strings.lessons[id]` takes all
 * lessons' with it, as `const { frame } = strings` takes everything.
 */
import type * as en from './en/strings.ts';
import type { Translation } from './lesson-strings.ts';

export * as strings from './en/strings.ts';

export type Strings = Translation<typeof en>;

export type Term = keyof Strings['glossary'];

export type LessonId = keyof Strings['titles'];
