/**
 * Does what a browser's page translation does to the page: every text, now and later, is moved into elements of the browser's own. Runs in the page.
 */
export function translate(): void {
  const moved = new WeakSet<Node>();
  const wrap = () => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: Node[] = [];
    while (texts.nextNode()) {
      const { currentNode: node } = texts;
      const outside = node.parentElement?.closest('script, style, textarea, option, svg, .katex');
      if (node.nodeValue?.trim() && !outside && !moved.has(node)) found.push(node);
    }
    for (const node of found) {
      const font = document.createElement('font');
      // The browser shows words of its own; the page's text node is no longer in the page.
      const shown = document.createTextNode(node.nodeValue ?? '');
      moved.add(shown);
      font.append(document.createElement('font'));
      font.firstChild?.appendChild(shown);
      node.parentNode?.replaceChild(font, node);
    }
  };
  wrap();
  new MutationObserver(wrap).observe(document.body, { childList: true, characterData: true, subtree: true });
}
