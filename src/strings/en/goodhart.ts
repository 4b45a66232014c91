import type { LessonStrings } from '../lesson-strings.ts';

export const goodhart = {
  live: 'A proxy that rises while the truth falls, and three students of an imperfect teacher, trained in the page.',
  steps: [
    {
      title: 'Proxy and golden',
      prose: [
        'We want useful answers, but we optimise a [proxy]: a reward that is nearly right. In this made-up world the proxy also likes flattery, and flattery does harm, little at first and much later. The [golden] reward is what we meant.',
        'Optimise harder, that is, go further from the base in [KL](kl): the proxy only rises. Golden rises, peaks, and falls. Choosing the best of $n$ answers (small dots) walks the same road.',
      ],
      task: 'Move the KL to the golden peak. Golden now: {golden}, at its peak: {peak}.',
    },
    {
      title: 'A teacher is a proxy too',
      prose: [
        'Distillation pulls a student towards a [teacher], and the teacher is only an estimate of the [oracle] behind it. Here all three are tiny language models, exact to the last digit: {tokens} tokens, {length} a text. The teacher counted {teacherTexts} oracle texts per prompt, so it has accidents of its own.',
        'Each student reads {texts} teacher texts a step. *Fixed*: always the same, from {prompts} prompts. *Diverse*: always the same, each from another prompt. *Fresh*: new ones every time.',
      ],
      task: 'Press Play, and compare the two plots.',
    },
    {
      title: 'What the proxy gives away',
      prose: [
        'On its own fixed texts the student comes ever nearer to the teacher, and yet it turns away from the oracle: it has begun to learn the teacher’s accidents by heart. This is *teacher hacking*. The student with the highest loss, on fresh texts, ends nearest to the oracle.',
        'You cannot see the oracle, but you can measure the distance to the teacher on other prompts. While the student learns what is general, it falls by a power law, a straight line in this plot. Stop where it leaves the line (here: {tolerance} above it): step {stop}. The golden minimum of this run was at step {best}.',
      ],
    },
    {
      title: 'Your turn, blind',
      prose: [
        'A new world. You see what an engineer sees: the two distances to the teacher. The oracle is hidden until you stop.',
        'This shows one mechanism in a small world; in the paper, networks distil natural language.',
      ],
    },
  ],
  goal: {
    task: 'Stop training within {within} of the golden minimum.',
    reached: 'Stopped at step {stopped}: golden KL {stoppedGolden}, its minimum {bestGolden}.',
  },
  question: {
    ask: 'The loss on your fixed distillation texts still falls, smoothly. Is the student still improving?',
    choices: [
      {
        text: 'Yes: it is still getting closer to the teacher.',
        why: 'Closer on those texts. On them one can come closer by learning the accidents of the teacher, and that takes the student away from the oracle.',
      },
      {
        text: 'That loss cannot tell; other prompts, or fresh texts, can.',
        why: 'Measure where the student did not read. When that distance leaves its decay, more steps do harm; new texts or more diverse prompts put it off.',
      },
      {
        text: 'No: a falling loss means overfitting.',
        why: 'At first everything falls together. Only where the roads part has something gone wrong.',
      },
    ],
  },
  figure: {
    world: 'Reward of the optimised policy',
    klAxis: 'KL to the base, nats',
    rewardAxis: 'mean reward',
    worldSummary: 'At a KL of {kl} nats the proxy is {proxy} and golden is {golden}. Golden peaks at {peak}.',
    proxy: 'proxy',
    golden: 'golden',
    bestOf: 'best of n',
    pressure: 'KL to the base',
    flattered: 'What the proxy pays for flattery',
    proxyTitle: 'Distance to the teacher, on the texts it reads',
    teacherTitle: 'Distance to the teacher (proxy)',
    heldOutTitle: 'Distance to the teacher, on all prompts',
    goldenTitle: 'Distance to the oracle (golden)',
    steps: 'steps (logarithmic)',
    nats: 'KL, nats a text',
    natsLog: 'KL, nats a text (log)',
    fixed: 'fixed texts',
    diverse: 'fixed texts, diverse prompts',
    fresh: 'fresh texts',
    onTexts: 'on its texts',
    onAll: 'on all prompts',
    law: 'power law of steps {from} to {until}',
    leaves: 'leaves it',
    youStopped: 'you stopped',
    minimum: 'minimum',
    hidden: 'The oracle is hidden until you stop.',
    stop: 'Stop here',
    again: 'Another world',
    curveSummary: 'After {steps} steps: {parts}.',
    part: '{name} {value}',
    measured: 'Measured on the real model: a learned reward, and what it was meant to be',
  },
  references: [
    { title: 'On teacher hacking in language model distillation', arxiv: '2502.02671' },
    { title: 'Rewarded soups: reward misspecification as the reason for several rewards', arxiv: '2306.04488' },
  ],
  workshop: 'Train a dial against KL in the workshop, and look for the point where it is hacked',
} as const satisfies LessonStrings;
