import { products } from '../support/conversation';
import { openWhatsAppChat } from '../support/whatsAppChat';
import { australia } from './au';
import { hongKong } from './hk';
import { indonesia } from './id';
import { india } from './in';
import { malaysia } from './my';
import { philippines } from './ph';
import { poland } from './pl';
import { singapore } from './sg';
import { thailand } from './th';
import { vietnam } from './vn';

/** The very same conversations over WhatsApp, in every market whose customers may be talked to there. */
describe('markets on WhatsApp', () => {
  products.startsOnce(openWhatsAppChat, { whatsApp: true });
  australia();
  hongKong();
  india();
  malaysia();
  philippines();
  singapore();
  indonesia();
  thailand();
  vietnam();
  poland();
});
