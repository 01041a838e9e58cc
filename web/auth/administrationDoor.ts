import { z } from 'zod';
import type { HttpRequest, HttpResponse } from '../../adapters/route';
import { refusal } from '../../bot/httpEdge';
import type { Administration } from '../../bot/staff/administration';
import { AdministrationAct, administer } from '../../bot/staff/administrationAct';
import type { AdministrationSeal } from '../../bot/staff/administrationSeal';
import type { OpenRoute } from './guard';
import { jsonBody } from './jsonBody';

export interface AdministrationDoorParts {
  readonly administration: Administration;
  readonly seal: AdministrationSeal;
  readonly clock: () => number;
}

export const ADMINISTRATION_PATH = '/api/auth/administration';
export const SEAL_HEADER = 'x-seal';

const Wish = z.strictObject({ by: z.string().min(1).max(80), act: AdministrationAct });

/** For commands while this process has the store: what it is asked counts by its seal, and no session opens it. */
export function createAdministrationDoor(parts: AdministrationDoorParts): OpenRoute {
  return {
    method: 'POST',
    path: ADMINISTRATION_PATH,
    maxBytes: 4_096,
    contentTypes: ['application/json'],
    urgency: 'first',
    policy: 'open',
    handle: (request) => takeWish(request, parts),
  };
}

async function takeWish(
  request: HttpRequest,
  { administration, seal, clock }: AdministrationDoorParts,
): Promise<HttpResponse> {
  const body = request.body.toString('utf8');
  if (!seal.isRight(sealOf(request), body, clock())) return UNSEALED;
  const wish = Wish.safeParse(jsonBody(request.body));
  if (!wish.success) {
    const where = wish.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    return refusal(400, 'BadArgument', where.join('; '));
  }
  return { status: 200, body: await administer(wish.data.act, wish.data.by, administration) };
}

function sealOf({ headers }: HttpRequest): string | undefined {
  const given = headers[SEAL_HEADER];
  return typeof given === 'string' ? given : undefined;
}

const UNSEALED = refusal(401, 'Unauthorized', 'This is for commands that know the master key of this server.');
