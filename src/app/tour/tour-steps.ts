/** Five things that a first visit is shown, each at the element that it is about. */
export interface TourStep {
  /** Selector of an element that is always on the page. */
  readonly anchor: string;
  readonly title: string;
  readonly text: string;
}

export const tourSteps: readonly TourStep[] = [
  {
    anchor: '.request',
    title: 'One prompt for all',
    text: 'Every pane answers this prompt from the same random numbers: where the words differ, it is because of the method or the weights.',
  },
  {
    anchor: '.mix',
    title: 'Weights steer',
    text: 'Each slider is the weight of a reward; they share 1 among them. Move one, and the answers are written anew.',
  },
  {
    anchor: '.panes',
    title: 'Methods side by side',
    text: 'The name at the head of a pane chooses who answers. The bars score the text, and words that are new are marked.',
  },
  {
    anchor: '.front',
    title: 'What was measured, and what is here',
    text: 'Small marks are means over prompts that no policy saw. Large marks are the texts on this page, one sample each. A click on a small mark sets the sliders.',
  },
  {
    anchor: '.take-away-details',
    title: 'Take it with you',
    text: 'Below: runs that you keep, six starting points, frames for other pages, and this tour again. The course explains it all from the beginning.',
  },
];
