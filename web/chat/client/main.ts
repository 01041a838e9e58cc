import { openChat } from './chat';
import { fitToView } from './fitToView';
import { readShell } from './shell';

const root = document.getElementById('chat');
const json = document.getElementById('shell')?.textContent;

if (root && json) {
  fitToView();
  void openChat(root, readShell(json));
}
