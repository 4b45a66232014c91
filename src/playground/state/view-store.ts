/** What the reader looks at: figure or texts, the chart's axes and fronts, and messages that wait to be dismissed. */
import { createStore } from 'zustand/vanilla';

/** What the place of the chart shows. */
export type Figure = 'chart' | 'table' | 'triangle';

export interface ViewState {
  readonly figure: Figure;
  /** The texts along a path stand in the place of the answers. */
  readonly reading: boolean;
  /** Ids of the axes. */
  readonly x: string;
  readonly y: string;
  /** Policy id to whether its front is drawn, where the reader chose other than usual. */
  readonly fronts: Readonly<Record<string, boolean>>;
  readonly notices: readonly string[];
  /** What a screen reader hears: ends of runs, never single tokens. */
  readonly announcement: string;
  /** How many there were: a sentence that comes twice is said twice. */
  readonly announcements: number;
  setAxis(axis: 'x' | 'y', id: string): void;
  /** A figure takes the chart's place and the answers come back; the texts take the place of the answers. */
  show(what: Figure | 'texts'): void;
  /** @param drawn Undefined: as usual. */
  setFront(policy: string, drawn: boolean | undefined): void;
  /** Axes and fronts anew, as a link says. */
  look(view: ViewStart): void;
  /** Of more than `noticeLimit` that wait, the oldest goes. */
  notify(notice: string): void;
  dismiss(notice: string): void;
  announce(announcement: string): void;
}

export interface ViewStart {
  /** Undefined: the chart. */
  readonly view?: Exclude<Figure, 'chart'> | 'texts' | undefined;
  readonly x?: string | undefined;
  readonly y?: string | undefined;
  readonly show?: readonly string[] | undefined;
  readonly hide?: readonly string[] | undefined;
}

/** Notices that wait at once. */
export const noticeLimit = 8;

/** @param axes Ids of the pack's axes; the first two are shown at first, where there are two. */
export function createViewStore(axes: readonly string[], initial: ViewStart = {}) {
  const viewOf = ({ view, x = '', y, show, hide }: ViewStart) => {
    const first = x || (axes.find((axis) => axis !== y) ?? '');
    return {
      figure: view === undefined || view === 'texts' ? ('chart' as const) : view,
      reading: view === 'texts',
      x: first,
      y: y ?? axes.find((axis) => axis !== first) ?? first,
      fronts: Object.fromEntries([...drawn(show, true), ...drawn(hide, false)]),
    };
  };
  return createStore<ViewState>((set) => ({
    ...viewOf(initial),
    notices: [],
    announcement: '',
    announcements: 0,
    // Choosing the other axis's reward swaps the two: both axes never show the same reward.
    setAxis: (axis, id) =>
      set((state) => {
        const other = axis === 'x' ? 'y' : 'x';
        return { [axis]: id, [other]: state[other] === id ? state[axis] : state[other] };
      }),
    show: (what) => set(what === 'texts' ? { reading: true } : { figure: what, reading: false }),
    setFront: (policy, choice) =>
      set(({ fronts }) => {
        const { [policy]: _, ...others } = fronts;
        return { fronts: choice === undefined ? others : { ...others, [policy]: choice } };
      }),
    look: (view) => set(viewOf(view)),
    notify: (notice) =>
      set((state) => (state.notices.includes(notice) ? state : { notices: [...state.notices, notice].slice(-noticeLimit) })),
    dismiss: (notice) => set((state) => ({ notices: state.notices.filter((other) => other !== notice) })),
    announce: (announcement) => set(({ announcements }) => ({ announcement, announcements: announcements + 1 })),
  }));
}

export type ViewStore = ReturnType<typeof createViewStore>;

const drawn = (ids: readonly string[] = [], value: boolean) => ids.map((id): [string, boolean] => [id, value]);
