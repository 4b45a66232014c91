/** Which builds the open pages are of. */

/** A page that does not answer within this time is busy or frozen, and may be of any build. */
const ANSWER_MS = 30_000;

/** A page that is being closed or left is still listed for a moment: who has not answered is looked for so often. */
const LOOK_MS = 500;

/** What of `clients` is asked. */
interface Pages {
  matchAll(options: { type: 'window'; includeUncontrolled: true }): Promise<readonly Page[]>;
  get(id: string): Promise<unknown>;
}
interface Page {
  readonly id: string;
  postMessage(message: unknown, transfer: Transferable[]): void;
}

/** Addresses of the entry scripts of all open pages; undefined when one of them did not say. */
export async function entriesOfPages(clients: Pages): Promise<string[] | undefined> {
  const pages = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  const answers = await Promise.all(pages.map((page) => ask(page, clients)));
  return answers.includes('silent') ? undefined : answers.flatMap((answer) => (typeof answer === 'string' ? [] : [answer.entry]));
}

type Answer = { readonly entry: string } | 'silent' | 'gone';

function ask(page: Page, clients: Pages): Promise<Answer> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const settle = (answer: Answer) => {
      clearTimeout(patience);
      clearInterval(look);
      resolve(answer);
    };
    const patience = setTimeout(() => settle('silent'), ANSWER_MS);
    const look = setInterval(() => {
      void clients.get(page.id).then((present) => {
        if (!present) settle('gone');
      });
    }, LOOK_MS);
    port1.onmessage = ({ data }) => settle(typeof data === 'string' ? { entry: data } : 'silent');
    page.postMessage({ kind: 'which-build' }, [port2]);
  });
}
