import { products } from '../support/conversation';
import { emirates } from './ae';
import { australia } from './au';
import { hongKong } from './hk';
import { indonesia } from './id';
import { india } from './in';
import { malaysia } from './my';
import { philippines } from './ph';
import { poland } from './pl';
import { russia } from './ru';
import { singapore } from './sg';
import { thailand } from './th';
import { vietnam } from './vn';

/** Every market's own conversations: the happy path, corrections, refusals. */
describe('markets', () => {
  products.startsOnce();
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
  russia();
  emirates();
});
