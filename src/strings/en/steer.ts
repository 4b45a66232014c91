import type { LessonStrings } from '../lesson-strings.ts';

export const steer = {
  live: 'CLP and Rewarded Soups on a real language model; a blind comparison, and how little ten votes say.',
  steps: [
    {
      title: 'One vector, two policies',
      prose: [
        'A [preference vector] goes in, answers come out. [Rewarded Soups](rewarded-soups) averages three [experts](expert) by it, each trained on one [reward] alone. [CLP](clp) is a single [policy] that was trained while the vector varied, so it has seen the mixtures.',
        'Both cost one row of the model per answer, here with the same prompt and the same random numbers: what differs, the weights did.',
      ],
      task: 'Give nearly all the weight to one reward, then to another. So far: {corners} of 2.',
    },
    {
      title: 'Measured, then live',
      prose: [
        'What you read are samples from a measurement: {prompts} prompts that no policy was trained on, {weightings} weightings each. Over all of them, the [hypervolume] of CLP was {hvClp} and that of Rewarded Soups {hvRs}, from one training run of each.',
        'You can load the model itself: a download once, then every move of a slider is answered in this page, without a server. All of this lesson works without it, too. The model is small, and the rewards count words: this compares ways of mixing, not helpfulness.',
      ],
    },
    {
      title: 'Blind',
      prose: [
        'Which of the two is better? Judge without knowing which is which. For each pair read the wanted mix, and choose the answer that fits it better.',
        'Votes are few, so a rate alone misleads. The interval holds all true rates that your votes do not rule out. With ten votes, one side needs {needed} wins before the interval leaves one half.',
      ],
      formula: {
        tex: '\\frac{1}{n + z^2}\\left(k + \\frac{z^2}{2} \\pm z \\sqrt{\\frac{k\\,(n - k)}{n} + \\frac{z^2}{4}}\\right)',
        symbols: [
          ['k', 'wins'],
          ['n', 'votes'],
          ['z', '1.96 for 95 % (Wilson’s interval)'],
        ],
      },
    },
  ],
  goal: {
    task: 'Give ten blind votes. So far: {votes}.',
    reached: 'CLP won {wins} of {votes}: a rate of {rate}, 95 % interval {low} to {high}.',
  },
  question: {
    ask: 'A friend votes ten times and CLP wins {exampleWins}. The interval is {exampleLow} to {exampleHigh}. What may she say?',
    choices: [
      {
        text: 'CLP is better: it won most of the votes.',
        why: 'One half lies inside the interval, so a coin would give such votes often enough.',
      },
      {
        text: 'The two are equally good.',
        why: 'That was not shown either. The interval also holds rates far above one half. Not to see a difference is not to see that there is none.',
      },
      {
        text: 'Ten votes do not decide it; at this rate about {exampleNeeded} would.',
        why: 'The interval narrows with the square root of the votes. That is why fronts are measured on many prompts, by scorers that never tire.',
      },
    ],
  },
  figure: {
    prompt: 'Prompt',
    weightOf: 'Weight of {reward}',
    answers: 'Answers side by side',
    measuredAt: 'Measured at {weights}.',
    live: 'Live at {weights}.',
    writing: 'The model is writing …',
    until: 'Measured samples answer, at the measured weights nearest to yours.',
    reading: 'Reading the measurement …',
    failed: 'The measurement could not be read: {message}',
    answerFailed: 'The model could not answer: {message}',
    wanted: 'Wanted: {weights}',
    asked: 'Prompt: {prompt}',
    a: 'A',
    b: 'B',
    vote: '{side} fits better',
    skip: 'Cannot say',
    last: 'The last pair: A was {a}, B was {b}; you chose {chosen}.',
    tally: 'CLP won {wins} of {votes} votes; 95 % interval {low} to {high}.',
    noVotes: 'No votes yet.',
    interval: 'Win rate of CLP with its interval',
    half: 'one half',
    votes: 'votes',
    winRate: 'win rate',
  },
  references: [
    { title: 'Conditional Language Policy: a general framework for steerable multi-objective finetuning', arxiv: '2407.15762' },
    {
      title: 'Rewarded soups: towards Pareto-optimal alignment by interpolating weights fine-tuned on diverse rewards',
      arxiv: '2306.04488',
    },
  ],
} as const satisfies LessonStrings;
