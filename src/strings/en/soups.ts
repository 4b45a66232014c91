import type { LessonStrings } from '../lesson-strings.ts';

export const soups = {
  live: 'Train two experts, average their weights, and guess what comes out.',
  steps: [
    {
      title: 'Two experts',
      prose: [
        'Three prompts, four answers each, two [rewards](reward). One small net learns the first reward, a second net the other, both from the same start and with a price on [KL](kl). Each becomes an [expert].',
        'Nobody trains anything for the space between them.',
      ],
      task: 'Train both to the end: {steps} of {allSteps} steps.',
    },
    {
      title: 'Average the weights',
      prose: [
        '[Rewarded Soups](rewarded-soups) averages the *weights* of the two nets, number by number. Answering by a coin toss between the experts would score on the dashed chord. The soup does better: of the {interior} soups drawn, {above} lie above the chord. That is called linear mode connectivity.',
      ],
      task: 'Move the weight until the soup is at least {wanted} above the chord. Now: {height}.',
    },
    {
      title: 'When it is exact',
      prose: [
        'Give each prompt a table of [logits] in place of a net. With KL, the best logits for a reward are the reward itself, divided by [beta]. An average of logits is then the logits of the average reward: the soup *is* the best policy for the [weighting], everywhere.',
        'The compromise wins because both experts leave it some probability, and averaging logits multiplies.',
      ],
      formula: {
        tex: '\\sum_i w_i\\, \\theta_i = \\log \\pi_{\\mathrm{base}} + \\tfrac{1}{\\beta} \\sum_i w_i\\, r_i',
        symbols: [
          ['w_i', 'weight of reward i'],
          ['\\theta_i', 'logits of expert i'],
          ['\\pi_{\\mathrm{base}}', 'the base: here, equal chances'],
          ['\\beta', 'the price of one nat of KL'],
          ['r_i', 'reward i of each answer'],
        ],
      },
    },
    {
      title: 'The start matters',
      prose: [
        'A net is not a table. Averaging works because both nets left the same start and stayed close. Give each a start of its own: their units mean different things, and the average mixes them up.',
        'At one half this soup falls {shortfall} short of the best. It depends on the [seed]; on average a shared start loses less than half as much. A small world; language models are fine-tuned from one base for this reason too.',
      ],
      task: 'Choose separate starts and train to the end.',
    },
    {
      title: 'Guess the soup',
      prose: [
        'New rewards, exact experts. The two triangles are known. Where will the soup at one half be? Look at what both experts would say, and at what the answers are worth.',
      ],
    },
  ],
  goal: {
    task: 'Put the diamond where the soup at one half will be, within {tolerance}, and serve it.',
    reached: 'Guessed within {tolerance}. The soup lies {bulge} above the chord.',
  },
  question: {
    ask: 'Both experts give an answer probability 0.2, and their favourites 0.8. What does the soup at one half give the shared answer, if each favourite has almost none at the other expert?',
    choices: [
      {
        text: '0.2: the average of 0.2 and 0.2',
        why: 'That is averaging probabilities. Averaging logits multiplies probabilities, takes the root, and makes them sum to one.',
      },
      {
        text: 'Almost 1',
        why: 'Root of 0.2 times 0.2 is 0.2; root of 0.8 times almost nothing is almost nothing. What is left is nearly all shared.',
      },
      { text: 'Almost 0', why: 'It would need to be unlikely at one of the experts at least. It is likely enough at both.' },
    ],
  },
  figure: {
    name: 'Mean rewards of the experts and their soups',
    x: 'first reward',
    y: 'second reward',
    summary:
      'The soup at weight {weight} earns {soupX} of the first reward and {soupY} of the second, {height} above the chord of the experts.',
    guessSummary: 'The experts earn {firstX}, {firstY} and {secondX}, {secondY}.',
    expert: 'experts',
    soup: 'soups',
    chord: 'chord',
    best: 'best possible',
    table: 'soup of tables',
    guess: 'your guess',
    weight: 'Weight of the first expert',
    start: 'Start of the nets',
    shared: 'shared',
    own: 'separate',
    bars: 'Probabilities of the answers to prompt {prompt}',
    prompt: 'Prompt',
    first: 'first expert',
    second: 'second expert',
    answer: 'Answer {answer}',
    rewards: 'rewards {first}, {second}',
    handle: 'Your guess of the soup',
    handleText: 'first reward {x}, second reward {y}',
    serve: 'Serve the soup',
    again: 'Another world',
    served: 'Off by {distance}. The soup earns {realX} and {realY}.',
  },
  references: [
    {
      title: 'Rewarded soups: towards Pareto-optimal alignment by interpolating weights fine-tuned on diverse rewards',
      arxiv: '2306.04488',
    },
    { title: 'Decoding-time language model alignment with multiple objectives', arxiv: '2406.18853' },
  ],
  workshop: 'Train two experts and their soup in the workshop',
} as const satisfies LessonStrings;
