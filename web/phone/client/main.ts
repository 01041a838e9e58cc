import { fitToView } from '../../chat/client/fitToView';
import { openPhone } from './phone';
import { readShell } from './shell';

const json = document.getElementById('shell')?.textContent;

if (json) {
  fitToView();
  openPhone(readShell(json));
}
