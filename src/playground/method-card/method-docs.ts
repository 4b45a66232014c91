import type { MethodId } from '../../methods/method.ts';

/**
 * The methods' pages, docs/methods/*.md, as files of the built site: it has no server that could render them and must not depend on a
 * repository's address, and plain text is what every host serves for reading (vite.config.ts gives them the ending .txt).
 */
const pages = import.meta.glob<string>('../../../docs/methods/*.md', { query: '?url', import: 'default', eager: true });

const byName = new Map(Object.entries(pages).map(([path, url]) => [path.replace(/^.*\/|\.md$/g, ''), url]));

/** Pages that are named otherwise than the method, or the policy, that they are about. */
const names: Readonly<Record<string, string>> = {
  alol: 'a-lol',
  single: 'rewarded-soups',
  rs: 'rewarded-soups',
  'rs-factor': 'rewarded-soups',
  psoups: 'personalized-soups',
  prompt: 'prompting',
  steering: 'steering-vectors',
};

/** URL of a policy's page: its own (MODPO is a policy trained at w), or its method's; undefined where neither was written. */
export function methodPage({ id, method }: { readonly id: string; readonly method: MethodId }): string | undefined {
  return byName.get(names[id] ?? id) ?? byName.get(names[method] ?? method);
}
