/** The state of the lesson's figure, and all that follows from it. */
import { createGarden, GARDEN_MAP } from '../../../theory/garden/garden.ts';
import { REBEL_REPLICAS, type RebelConfig, type RebelSnapshot } from '../../../theory/garden/rebel-training.ts';
import { anew, type LabTraining, stopped } from '../../lab/lab-training.ts';
import { oneDecimal, UNKNOWN } from '../../lab/percent.ts';
import type { Numbers } from '../../prose/parse-prose.ts';

export interface PreferenceState extends LabTraining<RebelSnapshot> {
  readonly config: RebelConfig;
  readonly shows: { readonly vote: boolean };
  /** A training went to its end since the step began. */
  readonly trained: boolean;
  /** One of them ended with the second fit much lower than the first. */
  readonly failed: boolean;
}

export const garden = createGarden();
export const wantedGain = 0.5;
export const wantedLoss = 2;

export const initial: PreferenceState = {
  ...stopped,
  config: { agent: 0, pairs: 40, steps: 60 },
  shows: { vote: false },
  trained: false,
  failed: false,
};

export function change(state: PreferenceState, config: Partial<RebelConfig>): PreferenceState {
  return { ...state, ...anew(state), config: { ...state.config, ...config } };
}

export function reached({ snapshot, finished }: PreferenceState): boolean {
  return snapshot !== undefined && finished && snapshot.gain.low >= wantedGain;
}

const deviations = (value: number | undefined) => (value === undefined ? UNKNOWN : `${value.toFixed(2).replace('-', '−')} sd`);

export function numbers({ config, snapshot, steps }: PreferenceState): Numbers {
  const gain = snapshot?.gain;
  return {
    pairs: config.pairs,
    replicas: REBEL_REPLICAS,
    cells: GARDEN_MAP.join('').length,
    wanted: wantedGain.toFixed(1),
    wantedLoss,
    proxy: deviations(snapshot?.plain.proxy.at(-1)),
    proxyBest: deviations(snapshot?.plain.proxyOfBest),
    votedProxy: oneDecimal(snapshot?.agent.proxy.at(-1)),
    plain: oneDecimal(snapshot?.plain.now.mean),
    voted: oneDecimal(snapshot?.agent.now.mean),
    best: oneDecimal(snapshot?.best),
    careless: oneDecimal(snapshot?.careless),
    gain: gain ? `${oneDecimal(gain.mean)} (${oneDecimal(gain.low)} to ${oneDecimal(gain.high)})` : UNKNOWN,
    steps,
  };
}
