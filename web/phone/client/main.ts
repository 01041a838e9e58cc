import { fitToView } from '../../chat/client/fitToView';
import { Phone } from './phone';
import { readShell } from './shell';

const json = document.getElementById('shell')?.textContent;

if (json) {
  fitToView();
  new Phone(readShell(json)).open();
}
