import { openChat } from './chat';
import { readShell } from './shell';

const root = document.getElementById('chat');
const json = document.getElementById('shell')?.textContent;

/** A phone's keyboard covers the page without resizing it on some systems; the page follows what is left. */
function fitToView(): void {
  const viewport = window.visualViewport;
  if (!viewport) return;
  const follow = () => document.documentElement.style.setProperty('--view-height', `${viewport.height}px`);
  viewport.addEventListener('resize', () => (viewport.scale === 1 ? follow() : undefined));
  follow();
}

if (root && json) {
  fitToView();
  void openChat(root, readShell(json));
}
