import type { KeyboardEvent } from 'react';

/**
 * Whether a key press belongs to an input method, which uses Enter and Escape to end what is being composed. Safari tells the end of the
 * composition before its key, so that the key no longer says that it composes; its code is 229 all the same.
 */
export function composes(event: KeyboardEvent | globalThis.KeyboardEvent): boolean {
  const key = 'nativeEvent' in event ? event.nativeEvent : event;
  return key.isComposing || key.keyCode === 229;
}
