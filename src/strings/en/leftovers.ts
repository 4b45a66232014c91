import type { LessonStrings } from '../lesson-strings.ts';

export const leftovers = {
  live: 'A heap of good and poor walks: clone it all, or only what beat expectations.',
  steps: [
    {
      title: 'A heap of mixed quality',
      prose: [
        'Somebody left {walks} walks over the lake, from all kinds of starts: {share} by a good walker, the rest by one that steps at random. Nobody may walk any more: the learning is *offline*.',
        'Each dot is a walk: what it earned, against what the cloned [policy] earns on average from that start. Behaviour cloning imitates all of them, good and poor, and arrives {cloned} of the time.',
      ],
    },
    {
      title: 'Keep what beat expectations',
      prose: [
        'Advantage-leftover-lunch takes a whole walk (a whole answer, in a language model) as one action. It keeps those with a positive [advantage], above the line, and raises their probability by how far they are above it. Here that is {kept} of the heap.',
        'The clipped ratio keeps one walk from running away. The authors clip at 1 ± {clip}.',
      ],
      formula: {
        tex: '\\operatorname{clip}\\Bigl(\\frac{\\pi}{\\pi_\\mathrm{ref}}\\Bigr) \\bigl(R - V_\\mathrm{ref}\\bigr)\\, (-\\log \\pi), \\quad R > V_\\mathrm{ref}',
        symbols: [
          ['\\pi', 'probability of the walk under the policy in training'],
          ['\\pi_\\mathrm{ref}', 'its probability under the cloned policy'],
          ['R', 'what the walk earned: the sooner at the flag the more'],
          ['V_\\mathrm{ref}', 'what the cloned policy earns from the same start'],
        ],
      },
      task: 'Press Play. A-LoL must pass cloning by {wantedFirst} or more.',
    },
    {
      title: 'Luck is not skill',
      prose: [
        'On dry ground a walk earns what it deserves. Choose *ice*: many walks now beat expectations by luck, and keeping them teaches luck. Now A-LoL stays {shortfall} short of the best.',
        'The lake is a small world. In a language model the advantage comes from a learned value, which errs too.',
      ],
    },
  ],
  goal: {
    task: 'Find a heap from which A-LoL arrives at least {wantedTimes} times as often as cloning, interval against interval.',
    reached: 'A-LoL arrives {leftover}, cloning {cloned}: the good walks were few, and enough.',
  },
  question: {
    ask: 'All walks of the heap are by the good walker. What does A-LoL gain over cloning on dry ground?',
    choices: [
      {
        text: 'Nothing: there is no poor walk to leave out.',
        why: 'A good walker errs too, and every error earns less than was to be expected.',
      },
      {
        text: 'A little: it leaves out the walker’s errors.',
        why: 'The advantage compares with the average of the heap itself. Better than average walks remain, so a good heap is improved as well, only by less.',
      },
      {
        text: 'As much as with a poor heap.',
        why: 'The better the reference, the fewer walks beat it by much, and the less there is to gain. Move the slider to the end.',
      },
    ],
  },
  figure: {
    cloned: 'Cloning',
    filtered: 'Cloning the kept',
    leftover: 'A-LoL',
    arrives: 'arrives {rate}',
    map: '{learner}: arrives {rate} of the time, over all starts.',
    curves: 'Share of walks that arrive, over all starts',
    summary: 'Cloning arrives {cloned}, cloning only the kept walks {filtered}, A-LoL after {steps} steps {leftover} of the time.',
    x: 'training step',
    y: 'arrives',
    best: 'best possible',
    heap: 'The heap, one walk a dot',
    heapSummary: '{kept} of the walks earned more than was to be expected from their start; those are kept.',
    heapX: 'expected from its start',
    heapY: 'earned',
    legendKept: 'kept',
    legendLeft: 'left',
    share: 'Good walks in the heap',
    ground: 'Ground',
    ice: 'Ice',
    dry: 'Dry',
  },
  references: [{ title: 'Leftover lunch: advantage-based offline reinforcement learning for language models', arxiv: '2305.14718' }],
} as const satisfies LessonStrings;
