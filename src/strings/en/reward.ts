import type { LessonStrings } from '../lesson-strings.ts';

export const reward = {
  live: 'Type an answer and watch each reward, its terms, and the credit of every word.',
  steps: [
    {
      title: 'One number for an answer',
      prose: [
        'Fine-tuning needs to know which answers are good. A [reward] says so with a single number: it reads a prompt and an answer, and higher is better. Here it is cheer, one of the rewards that the models of this site were trained on; it runs in this page, on what you type.',
        'This answer gets {value}.',
      ],
      task: 'Edit the answer until its cheer is at least {wantedCheer}. Now: {cheer}.',
    },
    {
      title: 'It is made of terms',
      prose: [
        'No reward sees “quality”. It counts what somebody thought of counting. Brevity multiplies three terms: a short text, a proper ending, and words that take up the prompt. If one of them is low, all is low.',
      ],
      formula: {
        tex: 'R = \\ell \\cdot e \\cdot v',
        symbols: [
          ['R', 'brevity'],
          ['\\ell', 'length: 1 up to twelve words, 0 at 52'],
          ['e', 'ending: one half without a final stop'],
          ['v', 'relevance to the prompt'],
        ],
      },
      task: 'Cut the answer until its brevity is at least {wantedBrevity}. Now: {brevity}.',
    },
    {
      title: 'Which word earned it?',
      prose: [
        'The number comes once, at the end of the text; the model wrote one word after another. To share it out, score every beginning of the text, and give each word the difference that it made. The differences add up: {empty} for the empty text and {credit} for its {words} words make {value}.',
        'The word “{bestWord}” earns most, {bestCredit}. Delete it and see the others take its place: credit depends on what stands before.',
      ],
      formula: {
        tex: 'c_t = R(y_{1..t}) - R(y_{1..t-1})',
        symbols: [
          ['c_t', 'credit of word t'],
          ['R', 'the reward'],
          ['y_{1..t}', 'the first t words of the answer'],
        ],
      },
    },
    {
      title: 'What it counts is not what it means',
      prose: [
        'A policy that is trained on a reward does not learn what you meant. It learns what the formula pays. So each reward here has a [twin] that means the same and counts differently, and a guard that looks for repetition and broken form. Where they disagree with the reward, it was gamed.',
        'Now you are the policy. These rewards are small formulas over words. Rewards that are neural networks are harder to read, and have holes too.',
      ],
    },
  ],
  goal: {
    task: 'Fool a reward: at least {high} of it, with the guard at {lowGuard} or lower, or the twin {twinGap} below the reward.',
    reached: '{fooledReward} gave {fooledValue}. Its twin gave {fooledTwin}, the guard {fooledGuard}.',
  },
  question: {
    ask: 'During training the reward rises steadily while its twin stops rising and then falls. What do you do?',
    choices: [
      {
        text: 'Train on: the reward is what counts.',
        why: 'What counts is what the reward stands for. The twin is a second opinion on that, and it says that things get worse.',
      },
      {
        text: 'Stop about where they part, and look at the texts.',
        why: 'After that point the policy earns by what only this formula pays. The texts show the trick, and the next reward can close it.',
      },
      {
        text: 'Train on the sum of the reward and the twin.',
        why: 'It may help for a while, but then nothing is left that no policy was trained on, and the next trick goes unseen.',
      },
    ],
  },
  figure: {
    prompt: 'Prompt',
    answer: 'Answer',
    examples: 'Examples',
    plain: 'plain',
    cheerful: 'cheerful',
    short: 'short',
    startPrompt: 'Describe a beach in summer.',
    plainText: 'A beach in summer is a place to rest. The sand is warm, the water is cold, and there are gulls on the shore.',
    cheerfulText:
      'A beach in summer is a wonderful place to relax with friends. The warm sand feels lovely, the water is perfect for a swim, and everyone on the shore seems happy to enjoy the bright day.',
    shortText: 'A summer beach is warm sand, cold waves and the smell of salt.',
    reward: 'Reward',
    twin: 'Twin: {twin}',
    scores: 'Scores of the answer',
    terms: 'Terms of {reward}',
    term: 'term',
    value: 'value',
    counted: 'what was counted',
    credit: 'Credit of each word in {reward}',
    nothing: 'Type an answer.',
    loading: 'The word list for richness, plainness and the guard is on its way.',
    lexiconFailed: 'The word list could not be read ({message}); richness, plainness and the guard are missing.',
  },
  references: [
    {
      title: 'RED: unleashing token-level rewards from holistic feedback via reward redistribution (first version: R3HF)',
      arxiv: '2411.08302',
    },
    { title: 'Scaling laws for reward model overoptimization', arxiv: '2210.10760' },
  ],
} as const satisfies LessonStrings;
