/** What of a navigator says how much the device can take; both are missing in some browsers. */
interface DeviceHints {
  /** Gigabytes, rounded and at most 8. */
  readonly deviceMemory?: number;
  readonly connection?: { readonly saveData?: boolean };
}

/** A sentence that says why the model should not be downloaded unasked, or undefined. */
export function reasonToWait(hints: DeviceHints = navigator as DeviceHints): string | undefined {
  if (hints.connection?.saveData) return 'Your browser saves data, so the model waits for you.';
  if (hints.deviceMemory !== undefined && hints.deviceMemory < 4) {
    return `The model needs about 1 GB of memory and this device reports ${hints.deviceMemory} GB, so it waits for you.`;
  }
  return undefined;
}
