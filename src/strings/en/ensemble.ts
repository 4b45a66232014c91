import type { LessonStrings } from '../lesson-strings.ts';

export const ensemble = {
  live: 'Scorers of the same thing on one scale; where they part, somebody is being fooled.',
  steps: [
    {
      title: 'One scale',
      prose: [
        'Two scorers claim to measure cheer, over different word lists; two measure richness. These are the real scorers of the playground. Their numbers cannot be compared until each is standardised: a *z* of 1 is one standard deviation above the mean of {texts} measured answers.',
        'A policy is trained on the first of each pair, its [twin] is held out.',
      ],
      task: 'Edit the answer until the mean of all z is above {wantedMean}. Now: {mean}.',
    },
    {
      title: 'Three ways to vote',
      prose: [
        'The *mean* lets one fooled scorer lift the whole. The *minimum* gives what all grant. The *weighted* mean looks at each text: a pair that parts counts less.',
        'The last is after adaptive ensembling of CLIP backbones, and only an analogy: there a trained network weighs backbones for each image; here a formula weighs scorers for each text.',
      ],
      formula: {
        tex: 'v_k \\propto e^{-d_k}',
        symbols: [
          ['v_k', 'weight of pair k for this text'],
          ['d_k', 'how far its two scorers are apart, in standard deviations'],
        ],
      },
    },
    {
      title: 'An alarm',
      prose: [
        'Disagreement is the larger of the gaps. On the measured answers it stays below {level} in nineteen of twenty. Above that the alarm rings: this text was not like those the scorers agree on. Now: {disagreement}.',
        'It does not say who errs, and scorers that err alike raise no alarm. Lexical scorers on short texts, no more.',
      ],
    },
  ],
  goal: {
    task: 'Write an answer that a trained-on scorer puts at z = {wantedHigh} or more while the alarm rings because its twin does not follow.',
    reached: 'The alarm rang at {foundGap}: {foundScorer} says {foundScore}, its twin {foundTwin}.',
  },
  question: {
    ask: 'A policy is trained on the mean of scorer and twin instead of the scorer alone. What of the alarm?',
    choices: [
      {
        text: 'It works as before.',
        why: 'The twin is no longer held out: the policy learns to please both, so they agree more than they should.',
      },
      {
        text: 'It gets quieter without the texts being better.',
        why: 'What is trained on cannot be a witness. An alarm needs a scorer that no policy was trained on.',
      },
      { text: 'It rings all the time.', why: 'On the contrary: pleasing both brings them together.' },
    ],
  },
  figure: {
    prompt: 'How do I make a good cup of tea?',
    request: 'Request: {prompt}',
    answer: 'Answer',
    start: 'Pour hot water over the leaves, wait three minutes and add milk if you like.',
    example: 'Put in',
    plain: 'the plain answer',
    praise: 'praise words',
    list: 'a list of rare words',
    praiseText:
      'A lovely cup of tea begins with sparkling spring water and fragrant leaves. Steep it gently, stir in a spoon of golden honey, and enjoy the wonderful, comforting warmth with cheerful friends.',
    listText:
      'Select whole leaves from a fragrant meadow, measure the infusion against porcelain, then temper the vapour until the copper kettle trembles and the amber liquor blossoms.',
    scores: 'z of each scorer',
    votes: 'z of the ensemble',
    mean: 'mean',
    min: 'minimum',
    weighted: 'weighted by agreement',
    trainedOn: '{label} (trained on)',
    twin: '{label} (twin)',
    meter: 'Disagreement on {axis}: {gap} of {level}',
    alarm: 'The scorers of {axis} disagree.',
    calm: 'The scorers agree as well as on measured answers.',
    failed: 'The word list could not be read, so richness is left out: {message}',
  },
  references: [{ title: 'Adaptive ensembling of CLIP backbones', arxiv: '2405.17139' }],
} as const satisfies LessonStrings;
