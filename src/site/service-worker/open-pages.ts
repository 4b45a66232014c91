/** Which builds the open pages are of. */

/** A page that does not answer within this time is busy or frozen, and may be of any build. */
const ANSWER_MS = 30_000;

/** What of `clients` is asked. */
interface Pages {
  matchAll(options: { type: 'window'; includeUncontrolled: true }): Promise<readonly Page[]>;
}
interface Page {
  postMessage(message: unknown, transfer: Transferable[]): void;
}

/** Addresses of the entry scripts of all open pages; undefined when one of them did not say. */
export async function entriesOfPages(clients: Pages): Promise<string[] | undefined> {
  const pages = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  const answers = await Promise.all(pages.map(ask));
  const said = answers.filter((answer) => answer !== undefined);
  return said.length === answers.length ? said : undefined;
}

function ask(page: Page): Promise<string | undefined> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const patience = setTimeout(() => resolve(undefined), ANSWER_MS);
    port1.onmessage = ({ data }) => {
      clearTimeout(patience);
      resolve(typeof data === 'string' ? data : undefined);
    };
    page.postMessage({ kind: 'which-build' }, [port2]);
  });
}
