import type { LessonStrings } from '../lesson-strings.ts';

export const whoseReward = {
  live: 'Voters of two minds, a mixture that tells them apart, and a policy for the worse off.',
  steps: [
    {
      title: 'One reward for everybody',
      prose: [
        'A reward model is fitted to choices between pairs of texts, and it assumes one taste. Here {voters} simulated voters are of two groups. A text is how warm and how brief it is; each group wants its own direction (coloured arrows), {angle}° apart.',
        'The black arrow is the one reward that all choices together give. With {majority} in the first group it points {offFirst}° away from them and {offSecond}° from the others. No single reward can serve both: this is the impossibility that MaxMin-RLHF starts from.',
      ],
      task: 'Give the first group at least {wantedMajority} of the voters.',
    },
    {
      title: 'Who is who?',
      prose: [
        'Nobody told us the groups. [Expectation maximisation](em) finds them: given two rewards, ask how probably each voter follows the one or the other; given that, fit both rewards anew; repeat. Each dot is a voter, placed at the mean of what they chose over what they left, and coloured by the probability of a group.',
        'The likelihood can only rise. After {rounds} rounds {found} of {voters} voters are told apart rightly.',
      ],
      task: 'Press Step a few times, or Play.',
    },
    {
      title: 'The max-min point',
      prose: [
        'With two rewards there is a front again: one policy for every weighting of the groups. The policy of the one reward (grey) leaves the second group at {pooledSecond}. The [max-min](max-min) point lifts whoever fares worse, as far as the other allows.',
        'Finding it is easy: the best value over all policies, as a function of the weighting, has a lowest point, and that is where both fare alike.',
      ],
      task: 'Move the weight to the max-min point. Now: {first} and {second}.',
      formula: {
        tex: '\\max_{\\pi} \\min_{g} \\; \\mathbb{E}_\\pi[r_g] - \\beta\\, \\mathrm{KL}(\\pi \\Vert \\pi_0)',
        symbols: [
          ['\\pi', 'the policy'],
          ['r_g', 'reward of group g'],
          ['\\beta', 'price of a nat of KL'],
          ['\\pi_0', 'the base: all texts alike'],
        ],
      },
    },
    {
      title: 'Groups that nobody labelled',
      prose: [
        'Groups may hide in prompts as well. Here a policy has one style for {prompts} prompts, and the terse one is best for most. [Group-invariant learning](group-invariance) has a critic divide the prompts so that the variance of the return between two groups is greatest, and charges the policy for that variance. Watch the dots: the critic sees only the returns.',
        'Beware: a charge that is too high levels down. Both are small worlds, tabular and exact.',
      ],
    },
  ],
  goal: {
    task: 'Train with a penalty that lifts the worst group by {wantedLift} or more, and loses less than {allowedLoss} of the mean.',
    reached: 'Worst group {worst} instead of {worstWithout}, mean {mean} instead of {meanWithout}.',
  },
  question: {
    ask: 'The penalty on the variance between groups is very large. What does the policy learn?',
    choices: [
      {
        text: 'What is best for the worst group.',
        why: 'Only while that is also what makes the groups alike. Nothing in a variance says that it must shrink upwards.',
      },
      {
        text: 'Whatever makes the groups alike, even if it is worse for both.',
        why: 'Equally bad has no variance. Max-min has no such flaw, for it never takes from the worst off.',
      },
      { text: 'Nothing: the penalty has no gradient.', why: 'It has one, and a steep one, as long as the groups differ.' },
    ],
  },
  figure: {
    voters: 'Voters and rewards',
    warm: 'warm',
    brief: 'brief',
    votersSummary:
      'Arrows of the two groups are {angle} degrees apart. The one reward is {offFirst} degrees from the first and {offSecond} from the second.',
    groupFirst: 'first group',
    groupSecond: 'second group',
    fitted: 'fitted by EM',
    pooled: 'one reward for all',
    majority: 'Share of the first group',
    angle: 'Angle between the groups, degrees',
    likelihood: 'Log-likelihood, round by round',
    round: 'round',
    nats: 'nats',
    likelihoodSummary: 'After {rounds} rounds the log-likelihood is {value}.',
    front: 'Mean reward of each group',
    frontFirst: 'reward of the first group',
    frontSecond: 'reward of the second group',
    frontSummary:
      'At a weight of {w} on the first group they get {first} and {second}. The max-min point gives {fairFirst} and {fairSecond}.',
    weight: 'Weight of the first group',
    maxMin: 'max-min',
    equal: 'alike',
    returns: 'Return of each prompt',
    returnsSummary: 'The critic puts {above} prompts in the better group, at {best} on average, and {below} in the worse, at {worst}.',
    prompt: 'prompts',
    hard: 'hard prompts, which nobody labelled',
    return: 'return',
    better: 'better group, inferred',
    worse: 'worse group, inferred',
    course: 'Mean and groups while training',
    steps: 'steps',
    mean: 'mean',
    best: 'best group',
    worst: 'worst group',
    courseSummary: 'After {steps} steps: mean {mean}, worst group {worst}, best group {best}.',
    without: 'without penalty',
    penalty: 'Penalty on the variance',
    styles: 'Probability of each style',
    style0: 'terse',
    style1: 'step by step',
    style2: 'hedged',
  },
  references: [
    { title: 'MaxMin-RLHF: alignment with diverse human preferences', arxiv: '2402.08925' },
    { title: 'Improving generalization of alignment with human preferences through group invariant learning', arxiv: '2310.11971' },
  ],
} as const satisfies LessonStrings;
