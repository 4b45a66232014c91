/** What a token costs in each pane, measured in this browser: KL that is trained in costs one row, KL that is mixed in while decoding two. */
import { useStore } from 'zustand';
import { Marker, markerVariant } from '../../charts/marker.tsx';
import { useTiller } from '../state/tiller-context.ts';
import './cost-per-token.css';

export function CostPerToken() {
  const { costs, panes, policies, policyOf, paneNames, engine, runs } = useTiller();
  const { costs: measured, measuring, error, measure, stop } = useStore(costs);
  const shown = useStore(panes, (state) => state.panes);
  const ready = useStore(engine, (state) => state.status.kind === 'ready');
  const busy = useStore(runs, (state) => state.busy);
  const names = paneNames(shown);
  const costOf = (pane: (typeof shown)[number]) => (measured[pane.id]?.policy === pane.policy ? measured[pane.id] : undefined);
  const dearest = Math.max(1, ...shown.map((pane) => costOf(pane)?.msPerToken ?? 0));
  return (
    <section className="cost" aria-labelledby="cost-heading">
      <header>
        <h3 id="cost-heading">Cost per token, here</h3>
        {measuring ? (
          <button type="button" className="button plain" onClick={stop}>
            Stop
          </button>
        ) : (
          <button type="button" className="button plain" disabled={!ready || busy} onClick={() => void measure()}>
            {Object.keys(measured).length > 0 ? 'Measure again' : 'Measure'}
          </button>
        )}
      </header>
      <dl aria-busy={measuring}>
        {shown.map((pane, i) => {
          const policy = policyOf(pane);
          const cost = costOf(pane);
          return (
            <div key={pane.id}>
              <dt>
                <Marker method={policy.method} variant={markerVariant(policies, policy.id)} /> <span>{names[i]}</span>
              </dt>
              <dd className="cost-bar" aria-hidden="true">
                <span style={{ width: `${(100 * (cost?.msPerToken ?? 0)) / dearest}%`, background: `var(--method-${policy.method})` }} />
              </dd>
              <dd>
                <span>{cost ? `${cost.msPerToken.toFixed(0)} ms` : measuring ? 'measuring' : '–'}</span>{' '}
                {cost && <small>{cost.rows === 1 ? '1 row' : `${cost.rows} rows`}</small>}
              </dd>
            </div>
          );
        })}
      </dl>
      {error !== undefined && <p role="alert">{`It could not be measured: ${error}`}</p>}
    </section>
  );
}
