/** What the workshop has to say: sentences that wait until they are read, and what a screen reader hears. */
import { createStore } from 'zustand/vanilla';

export interface NoticesState {
  readonly notices: readonly string[];
  readonly announcement: string;
  /** How many there were: a sentence that comes twice is said twice. */
  readonly announcements: number;
  /** Of more than eight that wait, the oldest goes. */
  notify(notice: string): void;
  dismiss(notice: string): void;
  /** Ends of work and results, never every step. */
  announce(announcement: string): void;
}

const limit = 8;

export function createNotices() {
  return createStore<NoticesState>((set) => ({
    notices: [],
    announcement: '',
    announcements: 0,
    notify: (notice) => set(({ notices }) => (notices.includes(notice) ? {} : { notices: [...notices, notice].slice(-limit) })),
    dismiss: (notice) => set(({ notices }) => ({ notices: notices.filter((other) => other !== notice) })),
    announce: (announcement) => set(({ announcements }) => ({ announcement, announcements: announcements + 1 })),
  }));
}

export type Notices = ReturnType<typeof createNotices>;
