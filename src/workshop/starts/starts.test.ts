import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createLexicon } from '../../../scripts/lexicon.ts';
