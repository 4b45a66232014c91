/** Station 3: the base's answers, what they hold of each reward, and the front that can be had. */
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { rewardColour } from '../../charts/looks.tsx';
import { messageOf } from '../../lm/errors.ts';
import { counted, timeInWords } from '../parts/words.ts';
import { useProject, useWorkshop } from '../state/workshop-context.ts';
import { PoolAnswers } from './pool-answers.tsx';
import { PoolConflicts, PoolFront } from './pool-front.tsx';
import { PoolMaker } from './pool-maker.tsx';
import { RewardReach } from './reward-reach.tsx';
import { useNamedRewards, useSurvey } from './use-survey.ts';
import './pool.css';

export function PoolBody(): ReactElement {
  const { pool } = useWorkshop();
  const {
    from,
    status,
    error,
    pool: answers,
  } = useStore(
    pool,
    useShallow(({ from, status, error, pool }) => ({ from, status, error, pool })),
  );
  const { value: surveyed, busy, error: wrong } = useSurvey();
  return (
    <div className="pool-station">
      <Standing />
      {from === 'shipped' && status === 'ready' && <Lists />}
      {from === 'here' && status !== 'reading' && <PoolMaker />}
      {from === 'shipped' && status === 'failed' && (
        <div className="notice error" role="alert">
          <span>The shipped pool cannot be had: {error}</span>
          <span className="actions">
            <button type="button" className="button" onClick={pool.getState().make}>
              Try again
            </button>
          </span>
        </div>
      )}
      <Scores />
      {wrong && (
        <p className="notice error" role="alert">
          <span>What the pool holds could not be computed: {wrong}</span>
        </p>
      )}
      {surveyed && status !== 'making' && (
        <div className="pool-columns" aria-busy={busy}>
          <section className="pool-rewards">
            <h3>What the answers hold</h3>
            <p className="quiet pool-key">
              <span className="key-all" aria-hidden="true" /> all {counted(surveyed.candidates)} candidates{' '}
              <span className="key-own" aria-hidden="true" /> the {counted(surveyed.answers)} answers as the base gave them. Heights by the
              square root.
            </p>
            {surveyed.rewards.map((reward) => (
              <RewardReach key={reward.id} reward={reward} />
            ))}
            <PoolConflicts surveyed={surveyed} />
          </section>
          <PoolFront key={surveyed.table.rewards.join()} surveyed={surveyed} />
        </div>
      )}
      {!surveyed && busy && <Coming />}
      {answers && <PoolAnswers pool={answers} />}
      <Unused />
    </div>
  );
}

/** Sentences of own rewards begin with what they are called. */
function withoutName(sentence: string, label: string | undefined): string {
  return label !== undefined && sentence.startsWith(`${label}: `) ? sentence.slice(label.length + 2) : sentence;
}

/** What other projects and settings left in this browser. */
function Unused(): ReactElement | null {
  const { pool, notices } = useWorkshop();
  const count = useStore(pool, (state) => state.unused);
  if (count === 0) return null;
  const forget = () =>
    pool
      .getState()
      .forgetUnused()
      .then(
        () => notices.getState().announce('They are deleted.'),
        (error: unknown) => notices.getState().notify(`The answers could not be deleted: ${messageOf(error)}`),
      );
  return (
    <p className="quiet pool-unused">
      This browser keeps {counted(count)} {count === 1 ? 'answer' : 'answers'} of the base to other prompts, or under other settings.{' '}
      <button type="button" className="button plain" onClick={forget}>
        {count === 1 ? 'Delete it' : 'Delete them'}
      </button>
    </p>
  );
}

/** The place of what is being computed, so that nothing moves when it comes. */
function Coming(): ReactElement {
  return (
    <div className="pool-columns" aria-busy="true">
      <section className="pool-rewards">
        <h3>What the answers hold</h3>
        {useNamedRewards().map(({ id, label, place }) => (
          <section key={id} className="reward-reach reward-space" aria-label={label}>
            <h4 style={{ color: rewardColour(place) }}>{label}</h4>
          </section>
        ))}
      </section>
      <section className="pool-front coming" aria-label="The front that can be had">
        <h3>The front that can be had</h3>
        <div className="pool-plot-space" />
      </section>
    </div>
  );
}

/** What there is, in a sentence. */
function Standing(): ReactElement {
  const { pool } = useWorkshop();
  const {
    from,
    status,
    pool: answers,
    candidates,
  } = useStore(
    pool,
    useShallow(({ from, status, pool, candidates }) => ({ from, status, pool, candidates })),
  );
  const prompts = useProject((state) => state.project.prompts.source);
  if (status === 'reading') return <p role="status">Fetching the answers …</p>;
  if (!answers || candidates.length === 0) {
    return <p>The policy learns from answers of the base: it is trained towards those that your rewards like best.</p>;
  }
  const whose = from === 'shipped' ? 'come with the site' : prompts === 'own' ? 'are to your own prompts' : 'were made here';
  return (
    <p>
      <b>{counted(answers.answers.length)} answers</b> of the base to {counted(answers.prompts.length)} prompts {whose}. Each is a candidate
      as it is, and ended after its first, second and third sentence: <b>{counted(candidates.length)} candidates</b>
      {answers.lists ? ' with the lists' : ''}, at temperature {answers.temperature}, at most {answers.limit} tokens, seed {answers.seed}.
    </p>
  );
}

/** Rewards for the form of an answer find nothing in the base's prose. */
function Lists(): ReactElement {
  const { project } = useWorkshop();
  const lists = useProject((state) => state.project.pool.lists ?? false);
  const set = (wanted: boolean) =>
    project.getState().change((now) => {
      const { lists: _, ...pool } = now.pool;
      return { ...now, pool: wanted ? { ...pool, lists: true } : pool };
    });
  return (
    <label className="pool-lists">
      <input type="checkbox" checked={lists} onChange={({ currentTarget: { checked } }) => set(checked)} />
      <span>
        Its sentences set as lists too{' '}
        <span className="quiet">numbered and bulleted, which the base hardly ever writes: for rewards of form</span>
      </span>
    </label>
  );
}

/** How far the scores are, and which rewards could not score. */
function Scores(): ReactElement | null {
  const { pool } = useWorkshop();
  const { status, asked, done, total, secondsLeft, faults, error } = useStore(pool, (state) => state.scores);
  const none = useProject((state) => state.project.rewards.length === 0);
  const candidates = useStore(pool, (state) => state.candidates.length);
  const scoring = useStore(pool, (state) => state.partly?.rewards);
  const named = useNamedRewards();
  if (none && candidates > 0) {
    return (
      <p>
        No reward is chosen yet. <a href="#/workshop/rewards">Choose two</a>, and all candidates are scored at once.
      </p>
    );
  }
  return (
    <>
      {status === 'scoring' && (
        <div className="pool-progress" role="status">
          <progress max={Math.max(1, total)} value={done} aria-label="Scores" />
          <p>
            Scoring {counted(asked || candidates)} candidates
            {secondsLeft !== undefined && (
              <span className="quiet">{`, about ${timeInWords(secondsLeft)} left on this machine; fewer training prompts take less`}</span>
            )}
          </p>
        </div>
      )}
      {asked > 0 && asked < candidates && (
        <p className="quiet">
          One of the rewards asks the model, which takes time: {counted(asked)} of {counted(candidates)} candidates are scored, those of the
          first answers to each prompt, and a run learns from these.
        </p>
      )}
      {status === 'failed' && (
        <p className="notice error" role="alert">
          <span>The candidates could not be scored: {error}</span>
        </p>
      )}
      {faults.map(({ reward, message }) => (
        <p key={reward} className="notice error" role="alert">
          <span>
            {named.find(({ id }) => id === reward)?.label ?? reward}{' '}
            {status === 'scoring'
              ? 'fails at an answer'
              : scoring?.includes(reward)
                ? 'failed at some answers, which count as its lowest score'
                : 'could not score, and nothing can be trained on it'}
            : {withoutName(message, named.find(({ id }) => id === reward)?.label)}
          </span>
        </p>
      ))}
    </>
  );
}
