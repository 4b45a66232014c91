import type { ReactElement } from 'react';

/** From a frame to the whole page, as it is now: the address is read when the link is used. */
export function OpenInTiller(): ReactElement {
  const whole = () => `${location.origin}${location.pathname}${location.hash}`;
  const follow = ({ currentTarget }: { readonly currentTarget: HTMLAnchorElement }) => {
    currentTarget.href = whole();
  };
  return (
    <a className="open-in-tiller" href={whole()} target="_blank" rel="noopener" onPointerDown={follow} onFocus={follow} onClick={follow}>
      Open in Tiller
    </a>
  );
}
