/** A phone's keyboard covers the page without resizing it on some systems; the page follows what is left. */
export function fitToView(): void {
  const viewport = window.visualViewport;
  if (!viewport) return;
  const follow = () => document.documentElement.style.setProperty('--view-height', `${viewport.height}px`);
  viewport.addEventListener('resize', () => (viewport.scale === 1 ? follow() : undefined));
  follow();
}
