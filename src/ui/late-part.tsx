/** A part of the page whose code is fetched when it is first drawn, and again after a failure: React's own `lazy` remembers a failure for good. */
import { type ComponentType, type LazyExoticComponent, lazy, type ReactElement, type ReactNode, Suspense, useState } from 'react';

/** The code of a part could not be fetched: there is no network, or a deployment took it away under the open page. */
export class CodeError extends Error {
  override readonly name = 'CodeError';
}

/** Style sheets that could not be fetched. The bundler's loader asks for each once in a page's life. */
const failedSheets = new Set<HTMLLinkElement>();

globalThis.document?.addEventListener(
  'error',
  ({ target }) => {
    if (target instanceof HTMLLinkElement && target.rel === 'stylesheet') failedSheets.add(target);
  },
  true,
);

function fetchSheetAgain(link: HTMLLinkElement): Promise<void> {
  return new Promise((resolve, reject) => {
    const again = link.cloneNode() as HTMLLinkElement;
    again.onload = () => resolve();
    again.onerror = () => reject(new Error(`${link.href} could not be fetched`));
    failedSheets.delete(link);
    link.replaceWith(again);
  });
}

/**
 * The code that `load` fetches, with the style sheets that failed before.
 * @throws CodeError that names the file.
 */
export async function loadCode<Code>(load: () => Promise<Code>): Promise<Code> {
  try {
    await Promise.all([...failedSheets].map(fetchSheetAgain));
    return await load();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CodeError(`its code could not be fetched, perhaps because the site has changed since this page was opened (${why}).`, {
      cause,
    });
  }
}

/**
 * @param load Fetches the component; called again for every part that is drawn after a failure.
 * @returns A component that shows `meanwhile` at first, and throws CodeError when its code cannot be fetched: put an ErrorBoundary around it.
 */
export function latePart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): (props: Props & { readonly meanwhile?: ReactNode }) => ReactElement {
  const fetchPart = (): LazyExoticComponent<ComponentType<Props>> =>
    lazy(async () => {
      try {
        return { default: await loadCode(load) };
      } catch (error) {
        part = fetchPart();
        throw error;
      }
    });
  let part = fetchPart();
  return function LatePart({ meanwhile, ...props }) {
    // What is on the page keeps the try that it began with; one that is put there after a failure begins another.
    const [Part] = useState(() => part);
    return (
      <Suspense fallback={meanwhile}>
        <Part {...(props as unknown as Props)} />
      </Suspense>
    );
  };
}
