import { drawing } from '../../chat/client/icons';
import { PHONE_PATHS, type PhoneIcon } from '../paths';

/** The drawings only the phone needs. */
export function phoneIcon(name: PhoneIcon): SVGSVGElement {
  return drawing(name, PHONE_PATHS[name]);
}
