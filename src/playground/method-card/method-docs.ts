import { findMethod, type MethodId } from '../../methods/registry.ts';

/**
 * The methods' pages, docs/methods/*.md, as files of the built site: it has no server that could render them and must not depend on a
 * repository's address, and plain text is what every host serves for reading (vite.config.ts gives them the ending .txt).
 */
const pages = import.meta.glob<string>('../../../docs/methods/*.md', { query: '?url', import: 'default', eager: true });

const byName = new Map(Object.entries(pages).map(([path, url]) => [path.replace(/^.*\/|\.md$/g, ''), url]));

/** URL of a policy's page: its own (MODPO is a policy trained at w), or its method's; undefined where neither was written. */
export function methodPage({ id, method }: { readonly id: string; readonly method: MethodId }): string | undefined {
  const { page, policyPages } = findMethod(method);
  return byName.get(policyPages?.[id] ?? page ?? '');
}
