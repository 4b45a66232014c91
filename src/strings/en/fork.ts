import type { LessonStrings } from '../lesson-strings.ts';

export const fork = {
  live: 'Perfect experts, a price on KL, and averaging still fails. Five policies train side by side.',
  steps: [
    {
      title: 'A fork',
      prose: [
        'Two choices. Left leads on to x, which pleases the first [reward], or to y, which pleases the second. Right is worth {c} to both. Every nat of [KL](kl) costs {beta}.',
        'Each expert alone goes left and takes its favourite. But at equal weights left is worth one half, so the best policy turns right.',
      ],
      task: 'Move the weight from one end to the other and watch the best policy turn.',
    },
    {
      title: 'Mix two perfect experts',
      prose: [
        'Both [experts](expert) are exact, and as their [logits] add up, averaging is what theory would have us do. Yet the mix goes left with probability {mixLeft} at *every* weighting, since both experts do. At equal weights it gets {mixUtility} where {bestUtility} can be had.',
      ],
    },
    {
      title: 'What the mix does not know',
      prose: [
        'An expert likes left because it will choose well afterwards. The mix adds up these hopes, {hope} here, though it will follow neither: left is worth {truth}. The difference is exactly how much the experts *disagree about what comes next*. For a language model this can be read off at every token.',
      ],
      formula: {
        tex: '\\sum_i w_i V_i - V_w = -\\beta \\log \\sum_y \\prod_i \\pi_i(y)^{w_i}',
        symbols: [
          ['w_i', 'weight of reward i'],
          ['V_i', 'what going left is worth to expert i'],
          ['V_w', 'what it is worth at the weighting'],
          ['\\pi_i(y)', 'probability of y under expert i, after left'],
        ],
      },
    },
    {
      title: 'Train instead',
      prose: [
        'Small nets of two layers, each trained on this world. Two are experts: their logits are mixed ([MOD]) or their weights averaged ([Rewarded Soups](rewarded-soups)). Three are [CLP](clp), trained at all weightings, with the last layer conditioned on the [weighting], the first, or both.',
      ],
      task: 'Train to the end. So far: {steps} of {allSteps} steps.',
    },
    {
      title: 'Where you condition matters',
      prose: [
        'Left, right, left: the best logit rises, falls and rises in $w$. Conditioning the last layer makes logits straight in $w$, and a straight line crosses zero once. Conditioning the first bends it through the units.',
        'Read the table with care: a [hypervolume] counts points that came at the wrong weighting, and ignores KL. [Regret] does neither.',
      ],
    },
  ],
  goal: {
    task: 'At equal weights, make the gap more than {wide}, then less than {narrow}. Now: {gapHalf}.',
    reached: 'The gap went above {wide} and then to {gapHalf}: it is nothing but disagreement, seen through beta.',
  },
  question: {
    ask: 'Two experts always continue a text with the same words, but disagree about how to begin it. Can their mix be right?',
    choices: [
      {
        text: 'No: they disagree, so mixing fails.',
        why: 'Disagreeing at the present choice is harmless: a bandit is only that, and averaging is exact there.',
      },
      {
        text: 'Yes: only disagreement about what follows does harm.',
        why: 'The gap is the distance between their *continuations*. When those agree it is zero, and the mix is optimal.',
      },
      { text: 'Only if beta is small.', why: 'A smaller beta makes a gap larger, not smaller. Here there is none at any beta.' },
    ],
  },
  figure: {
    trees: 'The fork, with the probabilities of each turn',
    best: 'best policy',
    mix: 'mix of exact experts',
    leftName: 'left',
    rightName: 'right',
    treeSummary: '{name}: left {left}, then x {x}, y {y}; right {right}',
    chooseName: 'Probability of going left against the weight',
    chooseX: 'weight of the first reward',
    chooseY: 'goes left',
    chooseSummary: 'At weight {weight} the best policy goes left with {bestLeft}, the mix of exact experts with {mixLeft}.',
    frontName: 'Mean rewards of each policy over the weightings',
    frontX: 'first reward',
    frontY: 'second reward',
    frontSummary: 'Eleven weightings a policy. Hypervolume of the best policies {bestVolume}.',
    meter: 'Misalignment meter at weight {weight}',
    hope: 'the mix thinks left is worth',
    truth: 'left is worth',
    right: 'right is worth',
    gap: 'gap {gap}',
    meterLink: 'Read it off the words of the real model',
    weight: 'Weight of the first reward',
    c: 'Worth of right to both, c',
    beta: 'Price of KL, beta',
    conflict: 'Conflict between x and y',
    table: 'Regret and hypervolume (volume) over eleven weightings',
    policy: 'policy',
    meanRegret: 'mean regret',
    maxRegret: 'worst',
    hypervolume: 'volume',
    oracle: 'best possible',
    mod: 'MOD of the experts',
    rs: 'RS of the experts',
    clpLogit: 'CLP, last layer',
    clpFirst: 'CLP, first layer',
    clpFull: 'CLP, both layers',
    regretName: 'Mean regret over the training',
    regretX: 'training steps',
    regretY: 'mean regret',
    regretSummary: 'Mean regret falls with training; the last values stand in the table.',
  },
  references: [
    {
      title: 'Conditional Language Policy: a general framework for steerable multi-objective finetuning',
      arxiv: '2407.15762',
      section: 'section 6',
    },
    { title: 'Decoding-time language model alignment with multiple objectives (MOD)', arxiv: '2406.18853' },
    {
      title: 'Rewarded soups: towards Pareto-optimal alignment by interpolating weights fine-tuned on diverse rewards',
      arxiv: '2306.04488',
    },
  ],
} as const satisfies LessonStrings;
