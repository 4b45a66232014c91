import type { Sweep } from '../sweep/sweep.ts';
import type { Tiller } from './tiller.ts';

/** What happens to the page of a pack: it is looked at or not, tried again, left for good. */
export function lifeOf(
  {
    loading,
    running,
    why,
    costs,
    samples,
    strip,
    auto,
    promptSize,
    replySize,
  }: Pick<Tiller, 'loading' | 'running' | 'why' | 'costs' | 'samples' | 'strip' | 'auto' | 'promptSize' | 'replySize'>,
  sweep: Sweep,
  stop: () => void,
): Pick<Tiller, 'show' | 'hide' | 'retry' | 'dispose'> {
  return {
    show() {
      loading.show();
      running.show();
      sweep.show();
      why.show();
    },
    hide() {
      running.hide();
      sweep.hide();
      why.hide();
      samples.stop();
      strip.getState().stop();
      costs.getState().stop();
      auto.forget();
      loading.hide();
    },
    retry() {
      loading.ensureSlots();
      void running.start({ again: true });
    },
    dispose() {
      stop();
      running.dispose();
      sweep.dispose();
      why.hide();
      samples.clear();
      strip.getState().stop();
      costs.getState().stop();
      auto.forget();
      promptSize.forget();
      replySize.forget();
      loading.dispose();
    },
  };
}
