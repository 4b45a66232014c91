/** Pack proxy: what came of training on a learned reward, measured while it went on. */
import { useState } from 'react';
import { GoodhartChart } from '../../charts/goodhart-chart.tsx';
import type { Goodhart } from '../../packs/goodhart.ts';
import { Choice } from '../../ui/choice.tsx';
import { useTiller } from '../state/tiller-context.ts';

export function GoodhartPanel() {
  const { goodhart } = useTiller();
  return goodhart ? <Curves goodhart={goodhart} /> : null;
}

function Curves({ goodhart: { rewards, policies, seed, commit } }: { readonly goodhart: Goodhart }) {
  const [along, setAlong] = useState<'kl' | 'step'>('kl');
  return (
    <section className="goodhart-panel" aria-labelledby="goodhart-heading">
      <header>
        <h2 id="goodhart-heading">What training on the learned reward did</h2>
        <Choice
          label="Along"
          value={along}
          options={[
            { id: 'kl', label: 'KL' },
            { id: 'step', label: 'steps' },
          ]}
          onChange={setAlong}
        />
      </header>
      <GoodhartChart rewards={rewards} policies={policies} along={along} />
      <p className="front-note">
        {`Bands are 95 % intervals over prompts. One training run each (seed ${seed}, commit ${commit.slice(0, 10)}).`}
      </p>
    </section>
  );
}
