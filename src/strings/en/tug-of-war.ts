import type { LessonStrings } from '../lesson-strings.ts';

export const tugOfWar = {
  live: 'One slider from base model to reward hacker, and a second one that needs no training.',
  steps: [
    {
      title: 'A base model has habits',
      prose: [
        'Asked how the film was, this [base model](base-model) chooses one of five answers. A [reward] scores their cheer; left to its habits the model earns {baseReward} on average. The answer with the most cheer has probability {baseTop}.',
        'A small world, made up: a language model makes such a choice at every token.',
      ],
    },
    {
      title: 'Two forces',
      prose: [
        'Reward pulls towards cheer. The base pulls back: every nat of [KL](kl) away from it costs [beta]. The best policy is known in closed form, the base times an exponential of the reward.',
        'Now it earns {reward}, has moved {kl} nats, and pays {price} for that.',
      ],
      formula: {
        tex: '\\pi(y) \\propto \\pi_{\\mathrm{base}}(y)\\, e^{r(y)/\\beta}',
        symbols: [
          ['\\pi', 'the tuned policy'],
          ['\\pi_{\\mathrm{base}}', 'the base model'],
          ['y', 'an answer'],
          ['r(y)', 'its reward'],
          ['\\beta', 'the price of one nat of KL'],
        ],
      },
      task: 'Lower beta until the loudest answer has probability {wantedShare}. Now: {top}.',
    },
    {
      title: 'What a nat buys',
      prose: [
        'Each beta is a point: KL paid, reward earned. The points make a curve, and no policy lies above it; the grey dots are policies made by chance.',
        'The first nats buy much, the last almost nothing. They turn a cheerful model into one that always shouts the same line. That is why people stop early on this curve.',
      ],
    },
    {
      title: 'Move along it without training',
      prose: [
        '[DeRa] keeps the base and one policy tuned at {alignedBeta}, and mixes their [logits] when it decodes. With weight {lambda} on the tuned one it acts as if trained at {effective}. Above 1 it goes further than training did.',
        'Here that is exact. In a text, where later tokens matter, it is an approximation.',
      ],
      formula: {
        tex: '\\log \\pi_\\lambda = (1-\\lambda) \\log \\pi_{\\mathrm{base}} + \\lambda \\log \\pi_{\\mathrm{tuned}} + \\mathrm{const}',
        symbols: [
          ['\\lambda', 'weight of the tuned policy, any number from 0'],
          ['\\pi_{\\mathrm{tuned}}', 'the policy trained once'],
          ['\\mathrm{const}', 'what makes the probabilities sum to one'],
        ],
      },
      task: 'Move lambda until the triangle sits on the other point: KL {deraKl} against {kl}.',
    },
  ],
  goal: {
    task: 'Find a beta with KL at most {wantedKl} nats and reward at least {wantedReward}. Now: {kl} nats, reward {reward}.',
    reached: 'Beta {beta}: {kl} nats for a reward of {reward}.',
  },
  question: {
    ask: 'A model was tuned at beta 0.4. You want what beta 0.1 would have given. Which lambda?',
    choices: [
      { text: '0.25', why: 'That weakens the tuning: it acts like beta 0.4 / 0.25 = 1.6.' },
      {
        text: '4',
        why: 'Lambda divides beta: 0.4 / 4 = 0.1. Exact for one choice; for whole texts it is far outside of what was trained, so look before you trust it.',
      },
      {
        text: 'None: lambda cannot exceed 1',
        why: 'It can. Between 0 and 1 it interpolates, above 1 it extrapolates along the same curve.',
      },
    ],
  },
  figure: {
    name: 'Reward against KL',
    bars: 'Probabilities of the answers',
    prompt: '“How was the film?”',
    answer0: 'It was dull.',
    answer1: 'It was fine.',
    answer2: 'I liked it.',
    answer3: 'I loved it!',
    answer4: 'WOW! Best! Film! Ever!',
    cheer: 'cheer {cheer}',
    x: 'KL to the base, nats',
    y: 'mean reward',
    base: 'base model',
    tuned: 'tuned at beta',
    dera: 'DeRa at lambda',
    best: 'best reward for each KL',
    chance: 'policies by chance',
    limit: 'at most {wantedKl} nats',
    floor: 'at least {wantedReward}',
    beta: 'Price of KL, beta',
    lambda: 'Weight of the tuned policy, lambda',
    betaText: 'beta {beta}: KL {kl} nats, reward {reward}',
    lambdaText: 'lambda {lambda}, like beta {effective}: KL {deraKl} nats, reward {deraReward}',
    summary: 'At beta {beta} the tuned policy is {kl} nats from the base and earns {reward}; the base earns {baseReward}.',
  },
  references: [
    { title: 'Decoding-time realignment of language models (DeRa)', arxiv: '2402.02992' },
    { title: 'Direct preference optimization (the closed form is its equation 4)', arxiv: '2305.18290', section: 'section 4' },
  ],
} as const satisfies LessonStrings;
