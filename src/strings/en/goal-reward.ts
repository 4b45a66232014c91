import type { LessonStrings } from '../lesson-strings.ts';

export const goalReward = {
  live: 'A score for every cell, learned from good and bad walks alone; and a filter that stops walks early.',
  steps: [
    {
      title: 'Near and far',
      prose: [
        'A reward at the end says whether a walk arrived, not where it went wrong. A *goal-conditioned* reward scores every state by how much it is heading for the goal.',
        'It needs only walks: {walks} of a careless walker on ice, of which {good} arrive. Each cell gets a vector of {dimensions} numbers. States that follow each other in good walks are pulled together, random pairs of good and bad walks are pushed apart. A cell’s score is its similarity to the flag.',
      ],
      task: 'Press Play. Train until the learned ranks of the cells agree with the true ones: correlation {wantedCorrelation}. Now: {correlation}.',
    },
    {
      title: 'What the score is',
      prose: [
        'At its optimum this contrast has a meaning: the similarity is a logarithm of the *discounted reachability*, how surely and how soon a walk from there arrives. The right map is solved exactly from the lake’s probabilities; no walk was sampled for it.',
        'The paper does this with hidden states of a language model; this lake is only the mechanism.',
      ],
      formula: {
        tex: 'R(s) = \\mathbb{E}\\bigl[\\gamma^{T-1}\\bigr]',
        symbols: [
          ['R(s)', 'reachability of the flag from cell s; 0 for walks that miss it'],
          ['\\gamma', 'discount of a step'],
          ['T', 'the step on which the walk arrives'],
        ],
      },
    },
    {
      title: 'Stop what is going astray',
      prose: [
        'Use the score as a filter: stop a walk when it steps on a cell below a threshold. Tried on {held} walks that the score never saw, it stops {bad} of the lost ones, keeps {kept} of those that arrive, and saves {saved} of all steps.',
        'You cannot have it all: on ice a walk beside a hole may still arrive. With the *true* reachability the filter does {trueBad} and {trueKept}.',
      ],
    },
  ],
  goal: {
    task: 'With a trained score, stop at least {wantedBad} of the lost walks and keep at least {wantedKept} of those that arrive.',
    reached: 'Stopped {bad} of the lost walks, kept {kept} of the others.',
  },
  question: {
    ask: 'Two cells are equally far from the flag. One lies beside a hole. Which one scores higher?',
    choices: [
      {
        text: 'Neither: the score is a distance.',
        why: 'It is learned from what became of walks. Distance alone says nothing of those that fell.',
      },
      {
        text: 'The one away from the hole.',
        why: 'More of the walks that stood there arrived, and the score is how surely and how soon they do.',
      },
      { text: 'The one beside the hole: bad walks teach it most.', why: 'Bad walks do teach it: they push that cell away from the flag.' },
    ],
  },
  figure: {
    learned: 'Learned from walks',
    learnedNote: 'rank correlation {correlation}',
    truth: 'True reachability',
    truthNote: 'solved exactly',
    map: '{title}. Scores in percent, row by row: {scores}.',
    walks: 'Score along two walks',
    walksSummary: 'One walk that arrives and one that falls, each step with the learned score of its cell; the threshold is {threshold}.',
    x: 'step of the walk',
    y: 'score',
    arrives: 'a walk that arrives',
    falls: 'a walk that falls',
    threshold: 'Threshold',
    dimensions: 'Numbers in a vector',
    number: 'Walks to learn from',
    filter: 'What the filter does to {held} new walks',
    bad: 'lost walks stopped',
    kept: 'arriving walks kept',
    saved: 'steps saved',
    byLearned: 'learned score',
    byTruth: 'true score',
  },
  references: [{ title: 'Learning goal-conditioned representations for language reward models', arxiv: '2407.13887' }],
} as const satisfies LessonStrings;
