import { useStore } from 'zustand';
import { SampleCloud } from '../../charts/fronts/sample-cloud.tsx';
import { markerVariant } from '../../charts/marker.tsx';
import { usePresentJob } from '../samples/use-present-job.ts';
import { distributionKey } from '../state/job.ts';
import { isWhole } from '../state/samples.ts';
import { useTiller } from '../state/tiller-context.ts';
import { livePoint } from './front-data.ts';

/** The samples of a pane in the chart, for as long as they are of what the pane answers now. */
export function SampledCloud() {
  const { policies, policyOf, samples } = useTiller();
  const { job, samples: sampled } = useStore(samples);
  const present = usePresentJob(job?.pane);
  if (!job || !present || distributionKey(present) !== distributionKey(job)) return null;
  const policy = policyOf(job);
  const points = sampled
    .filter(isWhole)
    .map(({ seed, scores }) => livePoint(policy, markerVariant(policies, policy.id), { id: String(seed), name: policy.label }, scores));
  return <SampleCloud label={policy.label} points={points} />;
}
