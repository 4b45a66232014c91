import type { LessonStrings } from '../lesson-strings.ts';

export const clp = {
  title: 'Conditional Language Policy',
  live: 'Train one policy for all weightings: choose which weightings it sees and which layers listen.',
  steps: [
    {
      title: 'One policy for every weighting',
      prose: [
        'Rewarded Soups trains experts and hopes for what lies between them. [CLP](clp) trains *between* them too: at each step draw a [weighting], build the weights for it, and improve the policy there. Afterwards any weighting costs one average, and no training.',
        'The world is the fork of the lesson before, small on purpose. Play, and watch the policy learn to turn.',
      ],
      formula: {
        tex: '\\theta(w) = \\theta_S + \\sum_i w_i\\, \\theta_i',
        symbols: [
          ['\\theta(w)', 'the weights used at weighting w'],
          ['\\theta_S', 'what all weightings share'],
          ['w_i', 'weight of reward i'],
          ['\\theta_i', 'a copy for reward i of the conditioned weights'],
        ],
      },
      task: 'Train to the end: {steps} of {allSteps} steps.',
    },
    {
      title: 'Only the middle',
      prose: [
        'Which weightings? They come from a Dirichlet distribution: alpha 1 is even, a large alpha seeks the middle. The bars show the draws.',
        'Seen only equal weights, the policy never learns that weights mean anything. Its first reward should span {bestSpan} from one end to the other; now it spans {span}.',
      ],
      task: 'Set alpha to {largeAlpha} or more and the corner share to zero, and train to the end.',
    },
    {
      title: 'Only the corners',
      prose: [
        'The other extreme: all draws at the corners. Then each copy is trained alone, as an expert, and the average is a soup: this *is* [Rewarded Soups](rewarded-soups). Mean [regret] now {regret}; what lies between is left to the start, so try other seeds.',
        'A share of corners beside even draws, a quarter or so, keeps both the ends and the middle.',
      ],
      task: 'Set the corner share to one and train to the end.',
    },
    {
      title: 'Which layers listen',
      prose: [
        'A conditioned weight exists once per [reward]; now {conditioned} of {all} do. Below is what that costs in SmolLM2-135M, for each reward. The head looks cheap, but with a large vocabulary it is bigger than all attention. Low rank changes the bill most.',
      ],
    },
  ],
  goal: {
    task: 'Match the best policy (mean regret below {wantedRegret}) with half of the weights conditioned. Now: {conditioned} of {all}, regret {regret}.',
    reached: '{conditioned} of {all} weights, regret {regret}: where you condition mattered more than how much.',
  },
  question: {
    ask: 'You add a third reward to a CLP of rank 8 on the attention of SmolLM2-135M. What grows?',
    choices: [
      { text: 'The cost of each token, by a half', why: 'The copies are averaged before the text begins, so a token costs what it did.' },
      {
        text: 'Only what is stored: one more copy',
        why: 'One more copy of the conditioned part: {attentionLora} million parameters, {attentionShare} % of the model. Training must also cover a triangle of weightings instead of a line.',
      },
      { text: 'The number of policies that must be trained', why: 'It stays one. That is the point of training over weightings.' },
    ],
  },
  figure: {
    layers: 'Layers that are conditioned',
    first: 'first',
    second: 'last',
    both: 'both',
    alpha: 'Dirichlet alpha',
    corners: 'Share of corners',
    drawsName: 'Weightings that training draws',
    drawsX: 'weight of the first reward',
    drawsY: 'share',
    drawsSummary: '{corner} % of the draws are corners; half of all draws have a first weight from {low} to {high}.',
    spanName: 'Mean first reward against its weight',
    spanX: 'weight of the first reward',
    spanY: 'first reward',
    spanSummary: 'The policy’s first reward spans {span} over the weightings, that of the best policies {bestSpan}.',
    frontName: 'Mean rewards over the weightings',
    frontX: 'first reward',
    frontY: 'second reward',
    frontSummary: 'Eleven weightings. Mean regret {regret}, hypervolume {volume}.',
    best: 'best possible',
    policy: 'this policy',
    table: 'Conditioning SmolLM2-135M: one copy, per reward',
    part: 'what has a copy',
    parameters: 'parameters',
    share: 'of the model',
    size: 'in 16 bits',
    attention: 'attention',
    mlp: 'MLP',
    head: 'head (tied to the embedding)',
    attentionLora: 'attention, rank {rank}',
    allLora: 'attention and MLP, rank {rank}',
    rank: 'Rank',
    millions: '{value} M',
    percent: '{value} %',
    megabytes: '{value} MB',
  },
  references: [
    {
      title: 'Conditional Language Policy: a general framework for steerable multi-objective finetuning',
      arxiv: '2407.15762',
      section: 'section 3',
    },
    { title: 'Robust multi-objective preference alignment with online DPO (weights drawn from a Dirichlet)', arxiv: '2503.00295' },
    { title: 'LoRA without regret, reproduced in TRL', url: 'https://huggingface.co/docs/trl/lora_without_regret' },
  ],
} as const satisfies LessonStrings;
