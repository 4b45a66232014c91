/** Other ways to look at the page, which the page's frame gives. */
export interface Showing {
  /** Big type, sliders and answers only. */
  readonly onTalk: () => void;
  readonly onTour: () => void;
}
