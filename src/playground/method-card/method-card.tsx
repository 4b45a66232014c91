/** What a policy is: what is mixed where, what it cost to train, what it costs to run. */
import { useState } from 'react';
import { findMethod } from '../../methods/registry.ts';
import type { Policy } from '../../packs/pack.ts';
import { ErrorBoundary } from '../../ui/error-boundary.tsx';
import { latePart } from '../../ui/late-part.tsx';
import type { PaneChoice } from '../state/panes-store.ts';
import { useTiller } from '../state/tiller-context.ts';
import { methodPage } from './method-docs.ts';
import { MixDownload } from './mix-download.tsx';
import './method-card.css';

// Formulas come with a library and fonts of their own; a card that stays closed needs none of it.
const Formula = latePart(() => import('../../ui/formula.tsx').then((module) => module.Formula));

export interface MethodCardProps {
  readonly policy: Policy;
  readonly name: string;
  readonly pane: PaneChoice;
}

export function MethodCard({ policy, name, pane }: MethodCardProps) {
  const [open, setOpen] = useState(false);
  return (
    <details className="method-card" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        How it works<span className="visually-hidden">{`: ${name}`}</span>
      </summary>
      {open && <Card key={policy.id} policy={policy} pane={pane} />}
    </details>
  );
}

function Card({ policy, pane }: Omit<MethodCardProps, 'name'>) {
  const { rewards } = useTiller();
  const options = { ...policy.options, ...pane.options };
  const method = findMethod(policy.method);
  const { mixed, tex, source, cheaper } = method.card;
  const passes = method.forwardPasses(rewards.length, options);
  const page = methodPage(policy);
  return (
    <>
      <p>{mixed}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="method-formula" tabIndex={0} aria-label="Formula">
        <ErrorBoundary region="formula">
          <Formula tex={tex} display meanwhile={<code>{method.formula}</code>} />
        </ErrorBoundary>
      </section>
      <dl>
        <div>
          <dt>A token costs</dt>
          <dd>{`${passes === 1 ? '1 forward pass' : `${passes} forward passes`}${cheaper ? `, ${cheaper}` : ''}`}</dd>
        </div>
        <div>
          <dt>Training</dt>
          <dd>
            <Training policy={policy} />
          </dd>
        </div>
        {(source || page) && (
          <div>
            <dt>More</dt>
            <dd>
              {source && <a href={source.url}>{source.label}</a>}
              {source && page && ', '}
              {page && <a href={page}>equations, settings and results</a>}
            </dd>
          </div>
        )}
      </dl>
      <MixDownload pane={pane} />
    </>
  );
}

const grouped = new Intl.NumberFormat('en', { useGrouping: true, maximumFractionDigits: 0 });
const count = (value: number) => grouped.format(value).replaceAll(',', ' ');

function Training({ policy: { training, method } }: { readonly policy: Policy }) {
  if (!training) {
    const { rests } = findMethod(method).card;
    return <>{rests === 'nothing trained' ? 'none' : `none beyond ${rests}`}</>;
  }
  const { steps, generatedTokens, rewardCalls, minutes, adapterBytes, seed, commit } = training;
  return (
    <>
      {count(steps)} steps, {count(generatedTokens)} tokens generated, {count(rewardCalls)} reward calls, {count(minutes)} minutes
      {adapterBytes === undefined ? '' : `; ${(adapterBytes / 1e6).toFixed(1)} MB of adapters`} (seed {seed}, commit {commit.slice(0, 7)})
    </>
  );
}
