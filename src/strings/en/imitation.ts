import type { LessonStrings } from '../lesson-strings.ts';

export const imitation = {
  live: 'SFT, IFT and RL learn to cross a frozen lake, side by side.',
  steps: [
    {
      title: 'Three ways to learn one thing',
      prose: [
        'A walker must get from the dotted ring to the flag. On ice it goes where it wants one time in three, and aside otherwise; a hole ends the walk. Think of a cell as the text so far, of a step as a token.',
        '[SFT](sft) imitates {demonstrations} walks that arrived. RL takes walks of its own and strengthens what arrives. IFT, in a moment. Arrows are what each would do, in the first of {replicas} repetitions; dotted cells were seen in the demonstrations.',
      ],
      task: 'Press Play and let the three train to the end.',
    },
    {
      title: 'Read your own guess',
      prose: [
        'SFT never sees what follows from its *own* step: its input is always the demonstrator’s. Intuitive fine-tuning mixes in the place where the policy itself would have gone, and lets an early step answer for later losses. It is one more term in imitation, not a reward.',
        'Its authors’ code uses $\\lambda$ = {authorsLambda}, $\\gamma$ = {authorsGamma}, for language models. Here, with {demonstrations} demonstrations, your setting gains {gain} over SFT. The best possible arrives {oracle} of the time.',
      ],
      formula: {
        tex: '\\begin{aligned} \\ell_t &= -\\log \\pi\\bigl(a_t \\mid (1-\\lambda)\\, s_t + \\lambda\\, \\hat s_t\\bigr) \\\\ w_t &\\propto \\textstyle\\sum_k \\gamma^k \\ell_{t+k} \\end{aligned}',
        symbols: [
          ['\\lambda', 'share of the policy’s own prediction in its input'],
          ['\\hat s_t', 'where the policy’s own step would have led'],
          ['s_t', 'where the demonstrator stood'],
          ['\\gamma', 'how much later losses weigh an early step'],
        ],
      },
    },
    {
      title: 'What to make of it',
      prose: [
        'What did IFT gain? Let each policy take its likeliest step instead of drawing one: SFT then arrives {sftGreedy} of the time, IFT {iftGreedy}. Both know the way. SFT copies the demonstrator’s careless steps as often as they occur; an input that is half a guess must be answered more surely to fit the same steps. Here the gain is certainty.',
        'This is a table of {cells} cells, not a language model: it shows the mechanism and says nothing of how far IFT carries there. RL needed no demonstration, and took {episodes} walks in each repetition.',
      ],
    },
  ],
  goal: {
    task: 'Set $\\lambda$ and $\\gamma$ so that IFT beats SFT by at least {wanted}, even by the low end of its interval.',
    reached: 'IFT gains {gain} over SFT on the same demonstrations.',
  },
  question: {
    ask: 'Why does SFT stop far below the best, although every demonstration it imitates arrived?',
    choices: [
      {
        text: 'It needs more steps of training.',
        why: 'It has converged: imitation’s optimum is to copy how often each action was taken.',
      },
      {
        text: 'It copies the demonstrator’s careless steps too, as often as they occur.',
        why: 'Arriving does not make every step right. Imitation keeps the proportions; its likeliest step alone would do far better.',
      },
      {
        text: 'The demonstrator does not know the way.',
        why: 'It knows: its likeliest step is always the best one. It does not always take it.',
      },
    ],
  },
  figure: {
    sft: 'SFT',
    ift: 'IFT',
    rl: 'RL',
    arrives: 'arrives {rate}',
    map: '{learner}: arrives {rate} of the time. Arrows show how likely each step is.',
    curves: 'Share of walks that arrive',
    summary: 'After {steps} steps SFT arrives {sft}, IFT {ift}, RL {rl} of the time.',
    x: 'training step',
    y: 'arrives',
    best: 'best possible',
    lambda: 'λ: own prediction in the input',
    gamma: 'γ: later losses as weights',
    demonstrations: 'Demonstrations',
    ground: 'Ground',
    ice: 'Ice',
    dry: 'Dry',
  },
  references: [{ title: 'Intuitive Fine-Tuning: towards simplifying alignment into a single process', arxiv: '2405.11870' }],
} as const satisfies LessonStrings;
