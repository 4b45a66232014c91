/** The one word that a sweep adds to the first view. */
import { useStore } from 'zustand';
import { isTooLong } from '../state/prompt-size.ts';
import { useTiller } from '../state/tiller-context.ts';
import { settingsOf, usualExtent } from './extent.ts';

/** Starts at once, with the usual extent: what can be chosen is chosen while it runs. */
export function SweepButton() {
  const tiller = useTiller();
  const { request, promptSize, sweep } = tiller;
  const prompt = useStore(request, (state) => state.prompt);
  const tooLong = useStore(promptSize, isTooLong);
  const running = useStore(sweep, ({ status }) => status === 'running');
  return (
    <button
      type="button"
      className="button"
      disabled={running || prompt.trim() === '' || tooLong}
      title="Answer this prompt at every weighting at once, and draw the front of the answers"
      onClick={() => sweep.getState().start(settingsOf(tiller, usualExtent(prompt)))}
    >
      Sweep
    </button>
  );
}
