import type { LessonStrings } from '../lesson-strings.ts';

export const soupsWithoutKl = {
  live: 'Two experts and the answer that both like: train them longer and watch their soup get worse.',
  steps: [
    {
      title: 'An answer that both like',
      prose: [
        'Three answers. A pleases the first [reward] and B the second. C is worth {c} to both. Weigh the rewards equally: A and B are worth one half, so always saying C is best.',
        'Neither [expert] will find that, as each looks at one reward. Will their average?',
      ],
    },
    {
      title: 'Train the experts longer',
      prose: [
        'Both start from equal chances and climb their own reward with nothing that holds them back: no [KL](kl) to the start. After each step we average their [logits], which is the [soup](rewarded-soups) at one half.',
        'At first the soup gains: both experts learn that C beats what they dislike. Then it falls. After {steps} steps C has {share} of the soup, which earns {value}; before training it earned {startValue}.',
      ],
      task: 'Train for {wantedSteps} steps. So far: {steps}.',
    },
    {
      title: 'Where C goes',
      prose: [
        'A step raises what earns more than the expert’s mean and lowers the rest. Once the first expert mostly says A, its mean exceeds {c}, and C goes down; at the second expert too. A is up in one and down in the other. C is down in both, and averaging keeps that.',
      ],
      formula: {
        tex: '\\theta_a \\leftarrow \\theta_a + \\eta\\, \\pi_a\\,(r_a - \\bar r)',
        symbols: [
          ['\\theta_a', 'logit of answer a'],
          ['\\eta', 'learning rate, {rate} here'],
          ['\\pi_a', 'its probability'],
          ['r_a', 'its reward for this expert'],
          ['\\bar r', 'the expert’s mean reward'],
        ],
      },
      task: 'Raise c to {wantedC} or more and train for {wantedSteps} steps again. The fall comes later. Does it stay away?',
    },
    {
      title: 'What a price on KL changes',
      prose: [
        'Put a price [beta] on leaving the start. The experts no longer run to their corners: each keeps C at a probability that knows its reward, and the soup becomes the optimum. With a small price C sinks first and returns late.',
        'A small world, trained exactly. For language models the lesson is the [KL](kl) term and early stopping, not the numbers.',
      ],
      task: 'Set a price and train until C has at least {wantedShare} of the soup after {wantedSteps} steps. Now: {share}.',
    },
  ],
  goal: {
    task: 'Without KL: put the marker on the longest training after which the soup still gives C a third, its share before training. At the marker: {markedSteps} steps, C {markedShare}.',
    reached: 'For c = {c} the shared answer is lost after {lastGood} steps.',
  },
  question: {
    ask: 'You have checkpoints of two experts after 200, 2,000 and 20,000 steps without KL. Which pair goes into the soup?',
    choices: [
      { text: '20,000: the best experts make the best soup.', why: 'The best *experts*, yes. Their soup may be the worst, as here.' },
      {
        text: 'The one whose soup scores best when measured.',
        why: 'Experts’ scores say nothing about what lies between them. The soup is cheap to make, so make each and measure.',
      },
      {
        text: '200: short training is always safe.',
        why: 'For c = {c} the shared answer was lost after {lastGood} steps. What is short depends on the rewards.',
      },
    ],
  },
  figure: {
    name: 'Value of the soup against training',
    bars: 'Probabilities of the answers',
    answerA: 'A',
    answerB: 'B',
    answerC: 'C',
    rewards: 'rewards {first}, {second}',
    at: 'After {steps} steps',
    x: 'training steps',
    y: 'value of the soup',
    first: 'expert of the first reward',
    second: 'expert of the second reward',
    soup: 'soup at one half',
    best: 'always C',
    start: 'before training',
    none: 'never C',
    marker: 'Training to look at',
    markerText: 'after {steps} steps: C {share} of the soup, value {value}',
    c: 'Worth of C to both, c',
    beta: 'Price of KL, beta',
    betaNone: 'none',
    summary:
      'After {steps} steps of training the soup gives C {share} and earns {value}. Before training it earned {startValue}; always C earns {c}.',
  },
  references: [
    {
      title: 'Rewarded soups: towards Pareto-optimal alignment by interpolating weights fine-tuned on diverse rewards',
      arxiv: '2306.04488',
    },
    {
      title: 'Decoding-time language model alignment with multiple objectives (parameter merging can be sub-optimal)',
      arxiv: '2406.18853',
    },
  ],
} as const satisfies LessonStrings;
