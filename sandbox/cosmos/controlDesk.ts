import { jsonOf } from '../requestBody';
import type { Account } from './account';
import type { Answer } from './answer';
import { Fault } from './faults';
import type { Call } from './resources';

const NOTICE = 'Stand-in for Azure Cosmos DB. What is stored here lives in memory and is gone when it ends.';

/** Switches of the stand-in: what it holds, faults, reset. */
export function controlDesk(account: Account, { method, segments, text }: Call): Answer {
  switch (`${method} /${segments.join('/')}`) {
    case 'GET /__sandbox/cosmos':
      return { status: 200, body: { notice: NOTICE, databases: [...account.databases.keys()], ...account.meter } };
    case 'DELETE /__sandbox/cosmos':
      account.faults.clear();
      account.databases.clear();
      return { status: 200, body: { reset: true } };
    case 'GET /__sandbox/cosmos/faults':
      return { status: 200, body: { faults: account.faults.list() } };
    case 'DELETE /__sandbox/cosmos/faults':
      account.faults.clear();
      return { status: 200, body: { faults: [] } };
    case 'POST /__sandbox/cosmos/faults':
      return addFault(account, text);
    default:
      return { status: 404, body: { error: 'No such switch' } };
  }
}

function addFault({ faults }: Account, text: string): Answer {
  const parsed = Fault.safeParse(jsonOf(text));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    return { status: 400, body: { problems } };
  }
  faults.add(parsed.data);
  return { status: 201, body: { faults: faults.list() } };
}
