import type { LessonStrings } from '../lesson-strings.ts';

export const trainYourOwn = {
  live: 'Two word lists, a policy that they train, and four switches: each is turned off once, to see what it was for.',
  steps: [
    {
      title: 'From two lists to a front',
      prose: [
        'A [reward] may be as small as a list of words: an answer is better the more of them it has. Two lists are two rewards. A [policy](policy) that hears their weights is trained here, at every change, on {answers} answers to one question, “What did you do at the weekend?”, by the recipe of the workshop in small: 36 steps towards the answers that the weights ask for.',
        'The line is its [front]: all that one policy can do between the two.',
      ],
      task: 'Take the slider to one end and read what it says. From end to end the first reward moves by {firstSpan}, the second by {secondSpan}.',
    },
    {
      title: 'The guard',
      prose: [
        'Nothing in a word list says that the words must stand in a sentence. The last two answers of the pool are heaps of your words. The *guard* takes away for words that are repeated, at every weight.',
        'At this weight the policy says most often: “{said}” ({chance}).',
      ],
      task: 'Switch the guard off, and look at what it says.',
    },
    {
      title: 'The twin, and the price of a nat',
      prose: [
        'Every other word of a list is held out. They are the [twin]: training never counts them, so they tell whether the policy took up the subject or the list. At the ends the twins are now {firstTwin} and {secondTwin} above the base.',
        'Going far from the base costs, so much for a nat of [KL](kl). The cheaper it is, the nearer the policy comes to the one answer that scores highest, and what scores highest is a list of words in a sentence’s clothes. Here it has gone {kl} nats.',
      ],
      task: 'Make KL nearly free: a price of 0.1 or less. Then draw the twins: which line follows?',
    },
    {
      title: 'Corners',
      prose: [
        'Training draws weights at random, and few draws lie near the ends, where a slider is moved to. So some are drawn right there: the *corner share*, now {corners}. In a training without end it would not matter. In a short one it is how far the slider reaches: {firstSpan} and {secondSpan}.',
      ],
      task: 'Set the corner share to 0, and watch the ends.',
    },
    {
      title: 'Your own',
      prose: [
        'Change the lists. A word that no answer has cannot be learned, whatever it is worth: a policy learns from what the base already says at times.',
        'This shows the parts in a small exact world; in the workshop the pool has thousands of answers of a real model, and training takes minutes.',
      ],
    },
  ],
  goal: {
    task: 'With a list of your own, guarded: a slider that moves both rewards by {span} or more, and twins that rise by {twin} or more.',
    reached: 'Your slider moves the rewards by {firstSpan} and {secondSpan}, and the twins come along: {firstTwin} and {secondTwin}.',
  },
  question: {
    ask: 'In a longer run your reward goes on rising, and its twin has begun to fall. What do you do?',
    choices: [
      {
        text: 'Go on: the reward is what was asked for.',
        why: 'The reward is a stand-in for what you meant. A second stand-in for the same says that they part here.',
      },
      {
        text: 'Train on the twin too.',
        why: 'Then nothing is left that training did not see, and the next cheat goes unnoticed.',
      },
      {
        text: 'Stop where the twin was highest, or raise the price of KL.',
        why: 'What is gained past that point is gained in the list, not in the subject. A dearer nat keeps the policy nearer to what the base says anyway.',
      },
    ],
  },
  figure: {
    name: 'The front of your two lists',
    summary: 'At a weight of {weight} the first reward is {first} and the second {second}, {kl} nats from the base.',
    x: 'first list',
    y: 'second list',
    first: 'First list, words parted by commas',
    second: 'Second list',
    front: 'the trained policy',
    base: 'base',
    twins: 'the same policy under the twins; hollow: the base',
    weight: 'Weight of the first list',
    price: 'Price of a nat of KL',
    corners: 'Corner share',
    guard: 'Guard',
    twin: 'Draw the twins',
    says: 'Says most often, {kl} nats from the base',
    empty: 'Both lists need a word.',
  },
  references: [
    {
      title: 'Conditional Language Policy: a general framework for steerable multi-objective finetuning',
      arxiv: '2407.15762',
      section: 'section 3',
    },
    { title: 'Scaling laws for reward model overoptimization', arxiv: '2210.10760' },
  ],
  workshop: 'Do it with a real model: two word lists in the workshop',
} as const satisfies LessonStrings;
