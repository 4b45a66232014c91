/** The one engine of this page: the playground and the course take turns with it, so that the model is in memory once. */
import { createEngineClient } from './create-client.ts';
import type { EnginePort } from './engine-port.ts';

let shared: EnginePort | undefined;

/** Nothing starts until it is asked to load. */
export function sharedEngine(): EnginePort {
  shared ??= createEngineClient();
  return shared;
}
