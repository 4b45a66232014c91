import type { DefinitionKind, TextDefinition } from '../../../rewards/own/definition.ts';
import type { FieldErrors } from '../draft.ts';

export interface EditorProps<Kind extends DefinitionKind> {
  readonly draft: Extract<TextDefinition, { readonly kind: Kind }>;
  /** By field of the definition. */
  readonly errors: FieldErrors;
  readonly onChange: (draft: Extract<TextDefinition, { readonly kind: Kind }>) => void;
}
