/** The recipe of pack voice (models/runs/voice/config.json), with changes, for tests. */
import config from '../../../models/runs/voice/config.json' with { type: 'json' };
import { parseFile } from '../../lm/parse-file.ts';
import { type Recipe, RecipeSchema } from '../recipe.ts';

export function voiceRecipe(changes: Partial<Record<keyof Recipe, unknown>> = {}): Recipe {
  return parseFile(RecipeSchema, { method: 'clp', ...config, ...changes }, 'recipe of a test');
}
