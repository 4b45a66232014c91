import type { LessonStrings } from '../lesson-strings.ts';

export const front = {
  live: 'A turning line, an area that grows, and a dent that no line reaches.',
  steps: [
    {
      title: 'A policy is a point',
      prose: [
        'Score the answers of a [policy] by two [rewards](reward), say brevity and cheer, and take the means: the policy is a point. Here are {policies} of them, made up for this lesson; the playground shows measured ones.',
        'A policy is [dominated] when another is at least as good at both rewards and better at one. The {dominated} hollow points are. The {efficient} filled ones are the [front]: from there, more of one reward costs some of the other.',
      ],
    },
    {
      title: 'A weighting turns a line',
      prose: [
        'To name a best policy, make one number of the two rewards. The usual way is a weighted sum. All points with the same sum lie on a line, and the weights set its slope: the best policy is where the line, pushed up and to the right, touches last.',
        'At this [weighting] the line stops at brevity {x}, cheer {y}.',
      ],
      formula: {
        tex: 'w\\, r_1 + (1 - w)\\, r_2',
        symbols: [
          ['w', 'weight of brevity, between 0 and 1'],
          ['r_1', 'mean brevity of the policy'],
          ['r_2', 'mean cheer of the policy'],
        ],
      },
      task: 'Move the weight until {wanted} different policies have been best. So far: {visited}.',
    },
    {
      title: 'How good is a whole front?',
      prose: [
        'A front is many points, and people compare fronts by one number: the [hypervolume], the area that the front dominates. It is painted. Now it is {volume}.',
        'A new policy adds area only where no old one was better. Adding a dominated policy adds nothing.',
      ],
      task: 'Move the diamond (drag it, or use the arrow keys) until the area grows by {wantedGain}. Now: {gain}.',
    },
    {
      title: 'A dent',
      prose: [
        'Nothing says that a front must bulge. This one has a dent: {efficient} policies that nothing dominates, and turning the line through *all* weights stops at only {supported} of them. It jumps over the dent, because the line rests on the two shoulders first.',
      ],
      task: 'Sweep the weight from one end to the other. Stopped at so far: {visited} of {efficient}.',
    },
    {
      title: 'Another ruler',
      prose: [
        'Swap the weighted sum for [Tchebycheff](tchebycheff): look at the reward that is furthest, by weight, from an ideal point, and make that distance small. Its level sets are corners, and a corner fits into a dent. Every policy of a front is the best for some weights.',
        'One caution. Answering by a coin toss between the shoulders scores on their chord, above the dent, on average; but then no single answer is a compromise.',
      ],
      formula: {
        tex: '\\max\\bigl(w\\,(z_1 - r_1),\\; (1 - w)\\,(z_2 - r_2)\\bigr)',
        symbols: [
          ['w', 'weight of brevity'],
          ['z_1', 'brevity of the ideal point'],
          ['z_2', 'cheer of the ideal point'],
          ['r_1', 'mean brevity of the policy'],
          ['r_2', 'mean cheer of the policy'],
        ],
      },
    },
  ],
  goal: {
    task: 'Reach a policy that no weighted sum reaches.',
    reached: 'Brevity {hiddenX}, cheer {hiddenY}: on the front, and best for no weighted sum.',
  },
  question: {
    ask: 'Twenty weightings of a weighted sum, evenly spaced, all gave one of the same two policies. What follows?',
    choices: [
      {
        text: 'There are no other policies on the front.',
        why: 'The sum finds only the policies that a straight line can touch. In a dent there may be many more.',
      },
      {
        text: 'There may be others, which no weighted sum prefers.',
        why: 'A dent hides them from every weighting. Another [scalarisation], such as [Tchebycheff](tchebycheff), can reach them.',
      },
      {
        text: 'The weights were too coarse: try two hundred.',
        why: 'A finer grid helps where the front bulges. Over a dent the line jumps from shoulder to shoulder at one single weight, however fine the grid.',
      },
    ],
  },
  figure: {
    name: 'Policies by brevity and cheer',
    x: 'brevity',
    y: 'cheer',
    weight: 'Weight of brevity',
    weightText: '{weight}, cheer {other}; best: brevity {x}, cheer {y}',
    ruler: 'Ruler',
    linear: 'Weighted sum',
    tchebycheff: 'Tchebycheff',
    candidate: 'New policy',
    candidateText: 'brevity {x}, cheer {y}; area grows by {gain}',
    ideal: 'ideal',
    best: 'best',
    summary:
      '{policies} policies, {efficient} of them on the front. Best at the present weights: brevity {x}, cheer {y}. Hypervolume {volume}.',
    legendFront: 'on the front',
    legendDominated: 'dominated',
    legendHidden: 'on the front, reached by no weighted sum',
  },
  references: [
    {
      title: 'Rewarded soups: towards Pareto-optimal alignment by interpolating weights fine-tuned on diverse rewards',
      arxiv: '2306.04488',
    },
    { title: 'Panacea: Pareto alignment via preference adaptation for LLMs (weighted sum and Tchebycheff)', arxiv: '2402.02030' },
    { title: 'Barriers to Pareto steerability (the geometric gap)', url: 'https://openreview.net/forum?id=GVlh3flsqF' },
  ],
} as const satisfies LessonStrings;
