import type { HttpRequest } from '../../adapters/route';
import { isMostPersonal } from '../../bot/desk/mostPersonal';
import { bodyOf } from '../auth/answers';
import { Deciding, Revealing } from './bodies';

/** For as long as this a code that was given stands for whoever gave it. */
const PROVEN_MS = 30 * 60_000;

/** Who looks at what must be kept closest shows first that it is them, and not somebody at their open page. */
export function proofToReveal(request: HttpRequest): number | undefined {
  const body = bodyOf(request, Revealing);
  return 'value' in body && isMostPersonal(body.value) ? PROVEN_MS : undefined;
}

/** The same for what an application's fate hangs on. */
export function proofToDecide(request: HttpRequest): number | undefined {
  const body = bodyOf(request, Deciding);
  return 'value' in body && body.value.action.kind !== 'told' ? PROVEN_MS : undefined;
}
