/** The browser's small storages, which private windows, full disks and settings refuse: here a refusal costs what would have been kept, nothing else. */

/** As the browser's own, but nothing of it throws. */
export interface KeptStorage {
  /** Null where nothing was kept, or nothing can be read. */
  getItem(key: string): string | null;
  /** False where it was refused. */
  setItem(key: string, value: string): boolean;
  removeItem(key: string): void;
}

type AnyStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** @param open Reads the global: in some browsers that throws already, in others there is none. */
export function guardedStorage(open: () => AnyStorage | undefined): KeptStorage {
  const tried = <Result>(use: (storage: AnyStorage) => Result, refused: Result): Result => {
    try {
      const storage = open();
      return storage ? use(storage) : refused;
    } catch {
      return refused;
    }
  };
  return {
    getItem: (key) => tried((storage) => storage.getItem(key), null),
    setItem: (key, value) =>
      tried((storage) => {
        storage.setItem(key, value);
        return true;
      }, false),
    removeItem: (key) => tried((storage) => storage.removeItem(key), undefined),
  };
}

/** For as long as the tab lives. */
export const tabStorage = guardedStorage(() => sessionStorage);

/** For the next visit. */
export const visitStorage = guardedStorage(() => localStorage);
