/** The files that this deployment keeps in the browser: the shell of its build, what was used at run time, and older shells while their pages live. */
import { headFits, sha256, startFits, startOf } from './file-check.ts';

/** Hashes (SHA-256, base64) of a build's files by their paths below the site's folder. */
export type Hashes = ReadonlyMap<string, string>;

export interface Build {
  readonly version: string;
  /** Fetched at install. */
  readonly shell: Hashes;
  /** Kept when used. */
  readonly onDemand: Hashes;
}

export const PAGE = 'index.html';

/** Paths of the code and styles that a page asks for by itself. */
export function filesOf(page: string): string[] {
  return [...page.matchAll(/\b(?:src|href)="(?:\.\/)?(assets\/[^"?#]+\.(?:js|css))"/g)].map(([, path]) => path as string);
}

/** One origin may hold several sites of this kind: the folder is a part of every cache's name. A space is in no URL. */
const SHELLS = 'tiller-shell';
/** The settings clear it by this name (src/playground/settings). */
const RUN_TIME = 'tiller-run-time';
/** As before folders were part of the names. */
const OLD_NAMES = /^(tiller-shell-[0-9a-f]+|tiller-runtime-1)$/;

/** The kept file, if it is what its name says; else it is dropped. */
async function findIn(cache: Cache, address: string, path: string): Promise<Response | undefined> {
  const kept = await cache.match(address);
  if (!kept) return undefined;
  if (headFits(path, kept) && startFits(path, await startOf(kept))) return kept;
  await cache.delete(address);
  return undefined;
}

export class KeptFiles {
  readonly shellName: string;
  readonly runTimeName: string;
  private shell: Promise<Cache> | undefined;

  /** @param scope URL of the site's folder. */
  constructor(
    private readonly build: Build,
    private readonly scope: string,
  ) {
    this.shellName = `${SHELLS} ${scope} ${build.version}`;
    this.runTimeName = `${RUN_TIME} ${scope}`;
  }

  /** The newest kept file of an address that is what its name says; undefined where there is none, or storage fails. */
  async find(path: string): Promise<Response | undefined> {
    try {
      // Most files are here, and a page asks for many: opened once.
      this.shell ??= caches.open(this.shellName);
      return (await findIn(await this.shell, this.addressOf(path), path)) ?? (await this.findElsewhere(path));
    } catch {
      // Storage is refused or broken: the same as nothing kept.
      this.shell = undefined;
      return undefined;
    }
  }

  private async findElsewhere(path: string): Promise<Response | undefined> {
    for (const name of [this.runTimeName, ...(await this.olderShells()).reverse()]) {
      const kept = await findIn(await caches.open(name), this.addressOf(path), path);
      if (kept) return kept;
    }
    return undefined;
  }

  /**
   * Fetches the whole shell, every file past the HTTP cache's age; none is kept that is not the build's.
   * @throws Error that names the first file that cannot be had.
   */
  async fillShell(): Promise<void> {
    try {
      const cache = await caches.open(this.shellName);
      const paths = [...this.build.shell.keys()];
      await Promise.all(paths.map(async (path) => cache.put(this.addressOf(path), await this.fetchOfBuild(path))));
    } catch (error) {
      await caches.delete(this.shellName);
      throw error;
    }
  }

  private async fetchOfBuild(path: string): Promise<Response> {
    // Some hosts write into a page (a counter of visits), so that it is known by the files that it asks for.
    const isOfBuild = async (response: Response) =>
      path === PAGE
        ? headFits(path, response) && filesOf(await response.text()).every((file) => this.build.shell.has(file))
        : this.isRight(path, response, this.build.shell.get(path));
    for (const cache of ['no-cache', 'reload'] as const) {
      // Low: hundreds of files would keep what the page waits for, e.g. the engine's, in line behind them for longer than it waits.
      const response = await fetch(this.addressOf(path), { cache, priority: 'low' });
      if (await isOfBuild(response.clone())) return response;
    }
    throw new Error(`${path}: what the host answers is not the file of this build`);
  }

  /** Keeps what was fetched at run time, if it is what its name says. Never throws: without storage the app works, but not offline. */
  async keep(path: string, response: Response): Promise<void> {
    try {
      // Other names may hold another file after a deployment.
      const hash = path.startsWith('assets/') ? (this.build.shell.get(path) ?? this.build.onDemand.get(path)) : undefined;
      const right = (await this.isRight(path, response.clone(), hash)) ? response : hash && (await this.fetchPastCache(path, hash));
      const name = this.build.shell.has(path) ? this.shellName : this.runTimeName;
      if (right) await (await caches.open(name)).put(this.addressOf(path), right);
    } catch {
      // Storage refused or full, or the body broke off.
    }
  }

  /** A wrong answer may lie in the HTTP cache for a year, under a name that holds a hash. */
  private async fetchPastCache(path: string, hash: string): Promise<Response | undefined> {
    const fresh = await fetch(this.addressOf(path), { cache: 'reload' });
    return (await this.isRight(path, fresh.clone(), hash)) ? fresh : undefined;
  }

  /** @param hash Without one, the file's looks decide. */
  private async isRight(path: string, response: Response, hash: string | undefined): Promise<boolean> {
    if (!headFits(path, response)) return false;
    const bytes = new Uint8Array(await response.arrayBuffer());
    return hash ? (await sha256(bytes)) === hash : startFits(path, bytes);
  }

  /**
   * Drops the shells that no open page needs, and then the run-time files that this build does not have.
   * @param entries Addresses of the entry scripts of the pages that are open.
   */
  async tidy(entries: readonly string[]): Promise<void> {
    const older = await this.olderShells();
    let dropped = false;
    let kept = false;
    for (const name of older) {
      const cache = await caches.open(name);
      const needed = await Promise.all(entries.map((entry) => cache.match(entry)));
      // A page of this build needs none of the others, though they may hold its files too.
      if (needed.some((match, i) => match && !this.build.shell.has((entries[i] as string).slice(this.scope.length)))) {
        kept = true;
        continue;
      }
      if (await this.dropOwn(name)) dropped = true;
    }
    if (kept || !dropped) return;
    const runTime = await caches.open(this.runTimeName);
    const unwanted = (await runTime.keys()).filter(({ url }) => !this.build.onDemand.has(url.slice(this.scope.length)));
    await Promise.all(unwanted.map((request) => runTime.delete(request)));
  }

  /** A cache of old name may hold another folder's files as well. */
  private async dropOwn(name: string): Promise<boolean> {
    if (!OLD_NAMES.test(name)) return caches.delete(name);
    const cache = await caches.open(name);
    const keys = await cache.keys();
    const own = keys.filter(({ url }) => url.startsWith(this.scope));
    await Promise.all(own.map((request) => cache.delete(request)));
    if (own.length === keys.length) await caches.delete(name);
    return own.length > 0;
  }

  /** Names, in the order in which they were made. */
  private async olderShells(): Promise<string[]> {
    const names = await caches.keys();
    const ours = `${SHELLS} ${this.scope} `;
    return names.filter((name) => (name.startsWith(ours) && name !== this.shellName) || OLD_NAMES.test(name));
  }

  private addressOf(path: string): string {
    return new URL(path, this.scope).href;
  }
}
