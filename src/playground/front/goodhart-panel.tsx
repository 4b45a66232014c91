/** Pack proxy: what came of training on a learned reward, measured while it went on. */
import { useRef, useState } from 'react';
import { SaveMenu } from '../../charts/export/save-menu.tsx';
import { GoodhartChart } from '../../charts/goodhart-chart.tsx';
import { goodhartCsv } from '../../charts/goodhart-csv.ts';
import type { Goodhart } from '../../packs/goodhart.ts';
import { Choice } from '../../ui/choice.tsx';
import { useTiller } from '../state/tiller-context.ts';
import { sourceLine } from './chart-words.ts';

export function GoodhartPanel() {
  const { goodhart } = useTiller();
  return goodhart ? <Curves goodhart={goodhart} /> : null;
}

function Curves({ goodhart: { rewards, policies, seed, commit } }: { readonly goodhart: Goodhart }) {
  const { pack, view } = useTiller();
  const section = useRef<HTMLElement>(null);
  const [along, setAlong] = useState<'kl' | 'step'>('kl');
  return (
    <section ref={section} className="goodhart-panel" aria-labelledby="goodhart-heading">
      <header>
        <h2 id="goodhart-heading">What training on the learned reward did</h2>
        <span className="goodhart-tools">
          <Choice
            label="Along"
            value={along}
            options={[
              { id: 'kl', label: 'KL' },
              { id: 'step', label: 'steps' },
            ]}
            onChange={setAlong}
          />
          <SaveMenu
            name="Save the curves"
            file={`${pack.id}-goodhart`}
            chart={() => section.current}
            words={() => ({
              title: `What training on the learned reward did, pack “${pack.label}”`,
              caption: `Bands are 95 % intervals over prompts. One training run each (seed ${seed}).`,
              source: sourceLine(pack.id, commit, new Date()),
            })}
            files={[
              { label: 'Table (CSV)', name: `${pack.id}-goodhart.csv`, type: 'text/csv', content: () => goodhartCsv(rewards, policies) },
            ]}
            onFail={(sentence) => view.getState().notify(sentence)}
          />
        </span>
      </header>
      <GoodhartChart rewards={rewards} policies={policies} along={along} />
      <p className="front-note">
        {`Bands are 95 % intervals over prompts. One training run each (seed ${seed}, commit ${commit.slice(0, 10)}).`}
      </p>
    </section>
  );
}
