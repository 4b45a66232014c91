import type { LessonStrings } from '../lesson-strings.ts';

export const agentPreference = {
  live: 'A reward fitted from comparisons, over-optimised, and a term that lets the agent vote.',
  steps: [
    {
      title: 'A reward from comparisons',
      prose: [
        'Crosses are flowers, zigzags nettles: +1 and −1 a step. The learner knows neither. A person compares {pairs} pairs of careless walks, and a [Bradley-Terry](bradley-terry) reward per cell is fitted to the answers, while a policy follows the fitted reward.',
        'Where no comparison went, the reward keeps the arbitrary value it started with. The policy goes where the *fit* is high (shades); discs are where it stands. That is [over-optimisation]: the fit gives its own policy {proxy} and the truly best one {proxyBest}; in truth the policy earns {plain} of {best}.',
      ],
      task: 'Press Play and let both fits train to the end.',
    },
    {
      title: 'Let the agent vote',
      prose: [
        'REBEL adds the agent’s preference to the fit: what the present policy already does counts a little as good. Cells it visits gain against cells that nobody knows, so an arbitrary value far away lures less.',
        'Now the second fit earns {gain} more than the first, on the same comparisons, over {replicas} repetitions.',
      ],
      formula: {
        tex: '\\textstyle\\sum \\log \\sigma\\bigl(r(\\tau^+) - r(\\tau^-)\\bigr) + \\lambda\\, \\mathbb{E}_{\\pi}[r]',
        symbols: [
          ['\\tau^+', 'the walk that was preferred'],
          ['\\tau^-', 'the other walk'],
          ['\\lambda', 'weight of the agent’s preference'],
          ['\\pi', 'the policy that is being trained'],
        ],
      },
    },
    {
      title: 'Too fond of itself',
      prose: [
        'The term trusts the agent. With a large weight an early mistake becomes its taste: in some repetitions the policy stays in the nettles and the fit applauds, so the interval gets wide. Below zero the term repels the agent from all that it does.',
        'A garden of {cells} cells, not robotics: the paper’s experiments are far larger. That the sign works as said is what this world shows.',
      ],
      task: 'Make the second fit end at least {wantedLoss} lower than the first.',
    },
  ],
  goal: {
    task: 'Find a weight and a number of comparisons with which the agent’s vote gains at least {wanted}, by the low end of its interval, at the end of training.',
    reached: 'The vote gains {gain}.',
  },
  question: {
    ask: 'The fitted reward of the policy rises all the time. What does that say of its true return?',
    choices: [
      {
        text: 'It rises too, only more slowly.',
        why: 'It may for a while. Then the policy seeks out the cells on which the fit errs upward.',
      },
      {
        text: 'Nothing by itself: the policy also climbs the errors of the fit.',
        why: 'A policy optimises the fit, errors included. Only something that the fit did not see can tell.',
      },
      { text: 'It falls.', why: 'Not necessarily: with many comparisons the fit is right nearly everywhere.' },
    ],
  },
  figure: {
    plain: 'Comparisons only',
    agent: 'With the agent’s vote',
    note: 'true return {now}',
    map: '{title}: true return {now}. Shades are the fitted reward, discs where the policy stands.',
    curves: 'True return of the policy',
    summary:
      'After {steps} steps comparisons alone earn {plain}, with the agent’s vote {voted}. Careless walks earn {careless}, the best policy {best}.',
    x: 'training step',
    y: 'true return',
    best: 'best',
    careless: 'careless walks',
    proxies: 'What the fit says of its own policy',
    proxySummary: 'By the fitted reward, in standard deviations a step, comparisons alone stand at {proxy}, with the vote at {votedProxy}.',
    proxyY: 'fitted reward, sd',
    weight: 'λ: weight of the agent’s vote',
    pairs: 'Comparisons',
  },
  references: [
    { title: 'REBEL: reward regularization-based approach for robotic reinforcement learning from human feedback', arxiv: '2312.14436' },
  ],
} as const satisfies LessonStrings;
