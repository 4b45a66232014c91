import type { LessonStrings } from '../lesson-strings.ts';

export const credit = {
  live: 'One text, three ways to hand its reward to its tokens, and three learners side by side.',
  steps: [
    {
      title: 'One number for a whole text',
      prose: [
        'A [reward] scores a whole answer, but a [policy] writes token by token. Which tokens earned it? Here is a small world: a text has {length} tokens, a few pairs of neighbours sound warm (+) or cold (−), most are neutral, and the reward is the tone of the whole. This text gets {reward}.',
        'By default all of it goes to the *last* token, whatever that token did. The bars show it.',
      ],
      formula: {
        tex: 'R = \\frac{n_+ - n_-}{n_+ + n_- + 2}',
        symbols: [
          ['R', 'reward of the text'],
          ['n_+', 'warm pairs in it'],
          ['n_-', 'cold pairs in it'],
        ],
      },
    },
    {
      title: 'Two ways to share it out',
      prose: [
        'R3HF asks the reward about every prefix: a token earns what it *added*. A neutral token earns nothing, a cold one pays.',
        '[Attention](attention-credit) asks where a reward model looked. The one here is a single attention layer, fitted in your page to {scored} scored texts; the paper reads the last layer of a transformer. It gives {attention} of the reward to the tokens by how long it looked at them, all with the sign of the total.',
        'Both hand out exactly the same total.',
      ],
      task: 'Look at both: choose prefix differences, then attention.',
    },
    {
      title: 'Three learners',
      prose: [
        'Three policies now learn this task from the same random numbers; they differ only in the credit. Each update reads {batch} texts. $\\lambda$ says how far back a reward reaches: what comes $k$ tokens later counts $\\lambda^k$. It is {lambda}.',
        'At 1 every reward reaches the whole text, and where it stands matters little.',
      ],
      task: 'Press Play and watch all three.',
    },
    {
      title: 'Let rewards fade',
      prose: [
        'A reward that reaches far carries the noise of everything between. Lower $\\lambda$ and near causes count more: good where the reward stands next to its cause, bad where it waits at the end.',
        'Be fair when you read the table: end of text does best at $\\lambda = 1$. Prefix differences keep the policy gradient as it was; attention does not quite, and is quicker here all the same. All this in a tabular world of {pairs} pairs, not in a language model.',
      ],
    },
  ],
  goal: {
    task: 'Find a credit that learns the task (to {learned} of the best) in at most half the texts that end of text takes in the same run.',
    reached: '{winner}: {fewer} texts, where end of text took {more}.',
  },
  question: {
    ask: 'With prefix differences, the credits of a text sum to its reward. Why can they still speed up learning?',
    choices: [
      {
        text: 'They make the best text better.',
        why: 'Every text keeps its total, so the best text and the best policy stay as they were.',
      },
      {
        text: 'Each token is judged with less noise from tokens it had no part in.',
        why: 'The expected gradient is the same at $\\lambda = 1$; its variance is not. And once rewards fade, credit that stands beside its cause survives.',
      },
      {
        text: 'They pay out more reward per text.',
        why: 'The sum is the same. Only its place changes.',
      },
    ],
  },
  figure: {
    strip: 'A text of the learner, {kind}: tone and credit of each token',
    stripSummary:
      'Credits of the {tokens} tokens, summing to {reward}. Warm tokens: {warm}. Cold tokens: {cold}. Largest credit: {largest} on token {place}.',
    tone: 'tone',
    credit: 'credit',
    show: 'Credit',
    end: 'End of text',
    prefix: 'Prefix differences',
    attention: 'Attention',
    curves: 'Mean reward of each learner',
    x: 'texts read',
    y: 'share of the best reward',
    learned: 'learned',
    summary: 'After {texts} texts: end of text {end}, prefix differences {prefix}, attention {attentionShare} of the best reward.',
    lambda: 'λ, how far back a reward reaches',
    table: 'Texts until the task was learned, run by run',
    run: 'λ, seed',
    never: 'over {texts}',
    noRuns: 'Finished runs are listed here.',
  },
  references: [
    { title: 'R3HF: reward redistribution for enhancing RLHF (later RED)', arxiv: '2411.08302' },
    { title: 'Dense reward for free in reinforcement learning from human feedback', arxiv: '2402.00782' },
  ],
} as const satisfies LessonStrings;
