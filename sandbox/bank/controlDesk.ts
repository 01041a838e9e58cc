import { jsonOf } from '../requestBody';
import type { Page } from '../respond';
import { type Answer, ok } from './answer';
import { Fault, type Faults } from './faults';
import type { Bank } from './operations';

const NOTICE = 'Stand-in for the lead APIs of the fictional Larkfield Bank. No application sent here reaches any bank.';

interface SwitchCall {
  readonly method: string | undefined;
  readonly path: string;
  readonly text: string;
  readonly wantsHtml: boolean;
}

/** Switches of the stand-in, for people trying it out and for tests: ledger, faults, reset. */
export function controlDesk(bank: Bank, faults: Faults, call: SwitchCall): Answer | Page {
  switch (`${call.method} ${call.path}`) {
    case 'GET /__sandbox/bank':
      return describe(bank, call.wantsHtml);
    case 'DELETE /__sandbox/bank':
      faults.clear();
      bank.tokens.clear();
      bank.ledger.clear();
      return ok({ reset: true });
    case 'GET /__sandbox/bank/applications':
      return ok({ applications: bank.ledger.all() });
    case 'GET /__sandbox/bank/faults':
      return ok({ faults: faults.list() });
    case 'DELETE /__sandbox/bank/faults':
      faults.clear();
      return ok({ faults: [] });
    case 'POST /__sandbox/bank/faults':
      return addFault(faults, call.text);
    default:
      return { status: 404, body: { error: 'No such switch' } };
  }
}

function addFault(faults: Faults, text: string): Answer {
  const parsed = Fault.safeParse(jsonOf(text));
  if (!parsed.success) {
    return {
      status: 400,
      body: { problems: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) },
    };
  }
  faults.add(parsed.data);
  return { status: 201, body: { faults: faults.list() } };
}

function describe(bank: Bank, wantsHtml: boolean): Answer | Page {
  const applications = bank.ledger.all().length;
  if (!wantsHtml) return ok({ notice: NOTICE, fictional: true, applications });
  return {
    html:
      `<!doctype html><html lang="en"><title>Sandbox bank</title><h1>Sandbox bank</h1><p>${NOTICE}</p>` +
      `<p>Applications taken: ${applications} (<a href="/__sandbox/bank/applications">ledger</a>, ` +
      '<a href="/__sandbox/bank/faults">faults</a>).</p></html>',
  };
}
