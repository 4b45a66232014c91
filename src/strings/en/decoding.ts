import type { LessonStrings } from '../lesson-strings.ts';

export const decoding = {
  live: 'Mix models word by word, go beyond what was trained, and see what it costs.',
  steps: [
    {
      title: 'Mix the next word',
      prose: [
        'Steering can wait until the model writes. DeRa asks the [base model] and an aligned [policy] for the next word, and mixes the two distributions before it draws. It needs no training, and $\\lambda$ can be turned at any time.',
        'The language in the figure is tiny and made up, so that all its texts can be counted. After “is”, the base says “great” with probability {greatBase}, the cheerful expert with {greatAligned}, and the mixture, at {lambda}, with {great}.',
      ],
      formula: {
        tex: '\\log p_\\lambda = (1 - \\lambda) \\log p_0 + \\lambda \\log p_1 + c',
        symbols: [
          ['p_\\lambda', 'distribution that the word is drawn from'],
          ['p_0', 'the base'],
          ['p_1', 'the aligned policy'],
          ['\\lambda', 'how far to go: 0 is the base, 1 the aligned policy'],
          ['c', 'makes the probabilities sum to one'],
        ],
      },
      task: 'Move λ to 0 and to 1, and read the text at both. So far: {ends01} of 2.',
    },
    {
      title: 'Beyond one',
      prose: [
        'Nothing stops λ at 1. Beyond it the mixture goes on as though training had had a lower [price of KL](beta). It earns more, {reward} per text now against {rewardOne} at 1, and drifts off: the [KL] to the base is {kl} nats.',
        'At some point the text breaks. Here it does not find its end: {endsNow} of the texts end within {length} words. Of a policy trained at that price {endsTrained} would: mixing by the word only approximates training, as it does not see what a word leads to.',
      ],
    },
    {
      title: 'Several experts',
      prose: [
        'MOD mixes one [expert] per [reward], with a [preference vector] for weights. Here cheer has weight {w} and brevity {v}. Its texts have cheer {cheer}; those of the best policy for these weights {bestCheer}, the dashed curve. The two meet at the ends; between them MOD comes close, with no training on mixtures.',
      ],
      formula: {
        tex: '\\log p_w = \\sum_i w_i \\log p_i + c',
        symbols: [
          ['p_w', 'distribution that the word is drawn from'],
          ['w_i', 'weight of reward i'],
          ['p_i', 'expert of reward i'],
          ['c', 'makes the probabilities sum to one'],
        ],
      },
    },
    {
      title: 'Who pays?',
      prose: [
        'Every word now costs the model more than once: {rowsDera} rows for DeRa and {rowsMod} for MOD with three experts, where [CLP](clp), whose training has met the mixtures, needs {rowsClp}. Idle hardware hides some of that; busy hardware does not.',
        'This part needs the real model, since texts beyond 1 were not measured in advance: load it to time the three on your machine, and to read what λ does to a real text. Without it, the small language has shown the break.',
      ],
    },
  ],
  goal: {
    task: 'Find a λ above 1 at which text breaks: fewer than half of the small language’s texts end, or the guard of a real text is {lowGuard} or lower.',
    reached: 'At λ = {brokenLambda} it broke: {brokenHow}.',
  },
  question: {
    ask: 'A product must answer with a mix of three rewards that each user sets. Many users, one mix a user, long answers. What is cheapest to serve?',
    choices: [
      {
        text: 'MOD with three experts, because it needs no training on mixtures.',
        why: 'It saves training, once. Serving pays {rowsMod} rows for every token of every answer.',
      },
      {
        text: 'CLP or Rewarded Soups: the mix goes into the weights, one row a token.',
        why: 'Adapters are mixed before the text, or per row in a batch, and a token costs what it costs without steering.',
      },
      {
        text: 'DeRa, because λ can be changed at any time.',
        why: 'That is its strength. But it moves along one direction, from the base to one aligned policy, and pays {rowsDera} rows a token.',
      },
    ],
  },
  figure: {
    lambda: 'λ',
    weight: 'Weight of cheer',
    weightText: 'cheer {w}, brevity {v}',
    next: 'Next word after “is”',
    curve: 'Share of texts that end, by λ',
    curveSummary:
      'At λ = {lambda}, {endsNow} of the texts end by themselves within {length} words; of a policy trained for that, {endsTrained}.',
    lambdaAxis: 'λ',
    endsAxis: 'texts that end',
    half: 'half',
    trained: 'trained at β/λ',
    mixed: 'DeRa',
    modCurve: 'Cheer a text, by weight',
    modSummary: 'At weight {w} of cheer, MOD’s texts have cheer {cheer}; those of the best policy for these weights {bestCheer}.',
    weightAxis: 'weight of cheer',
    cheerAxis: 'cheer a text',
    mod: 'MOD',
    best: 'best policies',
    tick: 'The tick is the base.',
    text: 'A text, always from the same random numbers',
    cutOff: '… (no end)',
    tableOf: 'Cost of a token',
    method: 'method',
    rows: 'rows',
    milliseconds: 'ms a token, here',
    ratio: 'times CLP',
    notMeasured: '—',
    run: 'Decode and time',
    running: 'Decoding by {method} …',
    until: 'The real model is not loaded. Beyond λ = 1 nothing was measured in advance.',
    reading: 'Reading the pack …',
    failed: 'The pack could not be read: {message}',
    runFailed: 'The model could not answer: {message}',
    prompt: 'Prompt',
    guard: 'guard {guard}',
    brokenSmall: '{ends} of the texts end',
    brokenReal: 'the guard gave the text {guard}',
  },
  references: [
    { title: 'Decoding-time realignment of language models (DeRa)', arxiv: '2402.02992' },
    { title: 'Decoding-time language model alignment with multiple objectives (MOD)', arxiv: '2406.18853' },
    { title: 'Conditional Language Policy: a general framework for steerable multi-objective finetuning', arxiv: '2407.15762' },
  ],
} as const satisfies LessonStrings;
