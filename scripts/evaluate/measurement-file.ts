/** The evaluation's file of finished work: one measurement a line. */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Measurement } from '../../src/measure/measurement.ts';
import type { Network } from './network.ts';

/** Where the files of finished work lie: what one network answered is never taken for another's. */
export function logFolder(root: string, network: Network): string {
  return join(root, 'models/out', network === 'integers' ? 'eval-integers' : 'eval');
}

/** Measurements so far; a line cut off by a crash is dropped. */
export function readMeasurements(file: string): Measurement[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line): Measurement => JSON.parse(line));
}

export function appendMeasurement(file: string, measurement: Measurement): void {
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `${JSON.stringify(measurement)}\n`);
}
