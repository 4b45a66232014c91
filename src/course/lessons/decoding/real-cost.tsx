import { type ReactElement, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { Marker } from '../../../charts/marker.tsx';
import { messageOf } from '../../../lm/errors.ts';
import { findMethod } from '../../../methods/registry.ts';
import { strings } from '../../../strings/strings.ts';
import { ModelBar } from '../../model/model-bar.tsx';
import { type CoursePack, useCoursePack } from '../../model/use-course-pack.ts';
import { fill } from '../../prose/parse-prose.ts';
import type { FigureProps } from '../lesson.ts';
import { type CostMethod, costMethods, type Decoded, decodeInTurn } from './decode-in-turn.ts';
import { type DecodingState, judge } from './decoding-state.ts';

const words = strings.lessons.decoding.figure;
const seed = 9;

/** Rows of each method, and on the real model their time a token and their texts. */
export function RealCost(props: FigureProps<DecodingState>): ReactElement {
  const { opened, error } = useCoursePack();
  if (error !== undefined) return <p role="alert">{fill(words.failed, { message: error })}</p>;
  if (!opened) return <p role="status">{words.reading}</p>;
  return <TimedMethods {...props} opened={opened} />;
}

type Results = Partial<Record<CostMethod, Decoded & { readonly guard?: number }>>;

function TimedMethods({ state, set, part, opened }: FigureProps<DecodingState> & { readonly opened: CoursePack }): ReactElement {
  const { source, model } = opened;
  const ready = useStore(model.status, ({ kind }) => kind === 'ready');
  const [results, setResults] = useState<Results>({});
  const [running, setRunning] = useState<CostMethod>();
  const [failure, setFailure] = useState<string>();
  const abort = useRef<AbortController>(undefined);
  useEffect(() => () => abort.current?.abort(), []);
  const prompt = source.pack.examples[0] ?? '';

  const run = async () => {
    abort.current?.abort();
    const own = new AbortController();
    abort.current = own;
    const { lambda } = state;
    setResults({});
    setFailure(undefined);
    try {
      // The word list and the rewards are only needed to judge a real text.
      const { loadCatalog } = await import('../../../site/load-catalog.ts');
      const { guard } = await loadCatalog(own.signal);
      await decodeInTurn(opened, {
        prompt,
        lambda,
        seed,
        signal: own.signal,
        onBegin: setRunning,
        onDecoded(method, decoded) {
          const judged = guard.score({ prompt, text: decoded.text, finished: decoded.finished });
          setResults((now) => ({ ...now, [method]: { ...decoded, guard: judged } }));
          if (method === 'dera') set((now) => judge(now, lambda, judged));
        },
      });
    } catch (error) {
      if (!own.signal.aborted) setFailure(messageOf(error));
    }
    if (abort.current === own) setRunning(undefined);
  };

  const clp = results.clp?.msPerToken;
  return (
    <>
      <table {...part('cost')} className="decoding-cost">
        <caption>{words.tableOf}</caption>
        <thead>
          <tr>
            <th scope="col">{words.method}</th>
            <th scope="col">{words.rows}</th>
            <th scope="col">{words.milliseconds}</th>
            <th scope="col">{words.ratio}</th>
          </tr>
        </thead>
        <tbody>
          {costMethods.map((method) => {
            const ms = results[method]?.msPerToken;
            return (
              <tr key={method}>
                <th scope="row">
                  <Marker method={method} /> {findMethod(method).label}
                </th>
                <td>{findMethod(method).forwardPasses(source.pack.rewards.length)}</td>
                <td>{ms === undefined ? words.notMeasured : ms.toFixed(0)}</td>
                <td>{ms === undefined || !clp ? words.notMeasured : (ms / clp).toFixed(2)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <ModelBar model={model} until={words.until} />
      {ready && (
        <section className="decoding-real" aria-busy={running !== undefined}>
          <p className="decoding-caption">
            {words.prompt}: {prompt}
          </p>
          <button type="button" className="button primary" onClick={() => void run()}>
            {words.run}
          </button>
          <p role="status" className="decoding-caption">
            {running && fill(words.running, { method: findMethod(running).label })}
          </p>
          {failure !== undefined && <p role="alert">{fill(words.runFailed, { message: failure })}</p>}
          {costMethods.map((method) => {
            const result = results[method];
            if (!result) return null;
            return (
              <article key={method}>
                <h3 style={{ color: `var(--method-${method})` }}>
                  <Marker method={method} /> {findMethod(method).label}
                </h3>
                <p className="decoding-text" dir="auto">
                  {result.text}
                </p>
                {result.guard !== undefined && (
                  <p className="decoding-caption">{fill(words.guard, { guard: result.guard.toFixed(2).replace('-', '−') })}</p>
                )}
              </article>
            );
          })}
        </section>
      )}
    </>
  );
}
