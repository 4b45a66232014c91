import type { LessonStrings } from '../lesson-strings.ts';

export const taste = {
  live: 'Choose between texts; a reward is fitted to your choices, and used.',
  steps: [
    {
      title: 'A or B?',
      prose: [
        'Nobody can write down what makes an answer good, but most people can say which of two they like better. These pairs were written by the real model of the playground, at random settings of its sliders, and measured.',
        'Have a taste and stick to it: short, or warm, or plain. There is no right answer.',
      ],
      task: 'Choose in {wantedFirst} pairs. So far: {votes}.',
    },
    {
      title: 'From choices to weights',
      prose: [
        'Each text is {features} numbers that anyone can check. A [Bradley-Terry](bradley-terry) model says how likely you choose A: by the weighted difference of its features to those of B. The weights are fitted anew after every click, and each has a 95 % interval. Where it crosses zero, your choices do not tell yet.',
        'The opinion-summarisation work does the same for its domain: with few and readable features, few preferences are enough.',
      ],
      formula: {
        tex: 'P(A \\succ B) = \\sigma\\bigl(w \\cdot (f_A - f_B)\\bigr)',
        symbols: [
          ['P(A \\succ B)', 'probability that you choose A'],
          ['\\sigma', 'the logistic function'],
          ['w', 'your weights'],
          ['f_A', 'features of A, in standard deviations'],
          ['f_B', 'features of B'],
        ],
      },
      task: 'Choose on until one interval leaves zero.',
    },
    {
      title: 'A reward like any other',
      prose: [
        'The fitted weights score any text, so they are a [reward]. Here every measured [policy] is scored by *your* reward, at all its [weightings](weighting), against another reward: a [front] in your own axis. Below it, the texts that your reward likes most and least. Do you agree? If not, choose more pairs.',
      ],
    },
    {
      title: 'Does it hold?',
      prose: [
        'A fit explains the choices it was fitted to. The test is the ones it never saw: every third pair was kept aside. On those it agrees with you in {agreed} of {heldOut}: {agreement}.',
        'If it stays low, you follow something that these features do not see, or you changed your mind. These {features} features are a caricature of taste, and a policy trained on them would find its tricks.',
      ],
    },
  ],
  goal: {
    task: '{wantedAgreement} agreement on at least {wantedHeldOut} held-out pairs.',
    reached: 'Agreement on {agreed} of {heldOut} held-out pairs. Your strongest weight: {strongest}.',
  },
  question: {
    ask: 'Your fitted reward gives a clear positive weight to long words, yet you chose by warmth alone. How can that be?',
    choices: [
      {
        text: 'In your pairs, warm texts happened to have long words.',
        why: 'Features that go together share the credit. More pairs, in which they differ, would tell them apart; until then the interval is wide.',
      },
      {
        text: 'You like long words without knowing it.',
        why: 'Perhaps; but the fit cannot know. It sees choices, and choices by warmth explain it.',
      },
      { text: 'The prior pushes the weight up.', why: 'The prior pulls every weight towards zero, never away from it.' },
    ],
  },
  figure: {
    loading: 'Reading the measured texts …',
    failed: 'The measured texts could not be read: {message}',
    prompt: 'Asked: {prompt}',
    chooseA: 'A is better',
    chooseB: 'B is better',
    undo: 'Take back',
    auto: 'Let a made-up reader choose 6',
    autoNote: 'The made-up reader likes short, warm texts, and errs now and then.',
    heldOutPair: 'held out: never fitted',
    fittedPair: 'fitted',
    count: 'Pair {pair}, {kind}',
    weights: 'Weights of your reward, with 95 % intervals',
    weightsSummary: '{list}',
    weightOf: '{name} {weight}, {low} to {high}',
    less: 'you like less',
    more: 'you like more',
    words: 'words',
    'sentence-length': 'words a sentence',
    'long-words': 'long words',
    warmth: 'warm words',
    you: 'says “you”',
    prior: 'Strength of the prior',
    axis: 'Against',
    scatter: 'Your reward against {other}',
    yours: 'your reward',
    scatterSummary: '{points} measured settings. Rank correlation of your reward with {other}: {rho}.',
    rho: 'Rank correlation over settings: {rho}',
    most: 'Liked most',
    least: 'Liked least',
    none: 'none yet',
  },
  references: [
    { title: 'Leveraging domain knowledge for efficient reward modelling in RLHF: e-commerce opinion summarisation', arxiv: '2402.15473' },
    { title: 'Rewarded soups', arxiv: '2306.04488' },
  ],
  workshop: 'Teach your own taste to a policy in the workshop',
} as const satisfies LessonStrings;
