import type { LessonStrings } from '../lesson-strings.ts';

export const crowd = {
  live: 'A crowd that goes in circles, and a conversation of two turns that learns to please it.',
  steps: [
    {
      title: 'No style beats all',
      prose: [
        'Three groups judge the style of a conversation, {first}, {second} and {third} of the crowd. Everybody has a clear order, but the orders go round: most prefer thorough to brief, most brief to playful, most playful to thorough. No [reward] can say that: a number per style would have a best one.',
        'Your mix is the diamond: how often to be brief, how often playful, else thorough. The bars say how often each pure style beats it.',
      ],
      task: 'Move the diamond (drag it, or arrow keys) until no style beats your mix more often than {wantedFirst}.',
    },
    {
      title: 'Two turns',
      prose: [
        'A style comes about in a conversation: open by asking or telling, see the mood, then answer. MTPO lets a policy play against itself: at both turns it moves towards what beats its own present mix, and is pulled to an anchor by a [KL](kl) price. Only the whole conversation is judged.',
        'The other player has no anchor. Watch it circle outward.',
      ],
      formula: {
        tex: '\\pi(a) \\leftarrow \\pi(a)^{1-\\eta\\alpha}\\, \\pi_0(a)^{\\eta\\alpha}\\, e^{\\eta\\, Q(a)}',
        symbols: [
          ['\\pi', 'the policy at one turn'],
          ['\\pi_0', 'the anchor, here uniform'],
          ['\\alpha', 'price of a nat from the anchor'],
          ['\\eta', 'step size'],
          ['Q', 'how often the conversation then beats the policy’s own'],
        ],
      },
      task: 'Press Play until the anchored player’s [exploitability] is below {wantedTraining}. Now: {anchored}.',
    },
    {
      title: 'The price of the anchor',
      prose: [
        'With an anchor self-play comes to rest, near the [Nash mix] and not on it: the anchor pulls. Make $\\alpha$ small and it rests nearer, after more steps; make it large and it hardly learns. Without an anchor it never rests, and swings wider and wider.',
        'A table for two turns, not a language model; the paper proves the convergence and tries it on dialogues.',
      ],
    },
  ],
  goal: {
    task: 'Find the Nash mix of this crowd by hand: no style may beat it by more than {wanted}.',
    reached: 'Thorough {thorough}, brief {brief}, playful {playful}. The Nash mix is {nash}.',
  },
  question: {
    ask: 'One group grows beyond half of the crowd. What is the Nash mix?',
    choices: [
      {
        text: 'A mix of all three, with more of that group’s favourite.',
        why: 'So it was while the circle held. A majority of one mind breaks it.',
      },
      {
        text: 'That group’s favourite alone.',
        why: 'It now beats each other style in a majority, so nothing beats it. Try it with the sliders.',
      },
      { text: 'There is none.', why: 'There always is one, with or without a circle.' },
    ],
  },
  figure: {
    name: 'Mixes of styles',
    x: 'brief',
    y: 'playful',
    summary: 'Your mix is thorough {thorough}, brief {brief}, playful {playful}; the style that beats it most does so {worst} of the time.',
    handle: 'Your mix',
    handleText: 'thorough {thorough}, brief {brief}, playful {playful}; beaten at most {worst}',
    you: 'your mix',
    nash: 'Nash mix',
    thorough: 'thorough',
    brief: 'brief',
    playful: 'playful',
    wins: 'How often each style beats your mix',
    anchored: 'self-play with an anchor (MTPO)',
    plain: 'self-play without',
    curves: 'Exploitability',
    curvesSummary: 'The best reply beats the anchored player by {anchored}, the other by {plainExploit}.',
    curvesX: 'training step',
    curvesY: 'best reply wins by',
    alpha: 'α: price of the anchor',
    groupA: 'thorough > brief > playful',
    groupB: 'brief > playful > thorough',
    groupC: 'The rest, playful > thorough > brief: {third}',
    policy: 'It opens by asking {ask} of the time; to the eager it answers long {long}, short {short}, with a game {game}.',
  },
  references: [{ title: 'Multi-turn reinforcement learning from preference human feedback', arxiv: '2405.14655' }],
} as const satisfies LessonStrings;
