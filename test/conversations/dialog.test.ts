import { openDialogChat } from '../support/chat';
import { products } from '../support/conversation';
import { emirates } from './ae';
import { hongKong } from './hk';
import { indonesia } from './id';
import { singapore } from './sg';

/** The same conversations through botbuilder: nothing is lost between activities and messages. */
describe('LeadCaptureDialog', () => {
  products.startsOnce(openDialogChat);
  singapore();
  hongKong();
  indonesia();
  emirates();
});
