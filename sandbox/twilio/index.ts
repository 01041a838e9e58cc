import { listenLocally, runAsProcess, type StandIn } from '../standIn';
import { sandboxTwilioAccount } from '../twilioAccount';
import { SANDBOX_TEMPLATES } from '../twilioTemplates';
import { createClock } from './clock';
import { keepTemplate } from './contents';
import { openContract } from './contract';
import { createFaults } from './faults';
import { openLedger } from './ledger';
import { createTwilioServer } from './server';
import { createStatuses } from './statuses';
import { createWebhooks } from './webhooks';

/** Long enough to see a message being sent before it has arrived. */
const STEP_MS = 150;

export interface TwilioOptions {
  /** 0 picks a free one. */
  readonly port: number;
  /** Where messages and contents are kept across restarts; without it they live in memory. */
  readonly stateFile?: string;
  readonly clock?: () => number;
  /** Between two statuses of a message. */
  readonly stepMs?: number;
  /** Refuse line breaks in variables of every content's body, as Twilio documents for 21656, and not only of templates. */
  readonly refusesLineBreaks?: boolean;
}

/** Starts the stand-in for Twilio and for the phones of its customers; nothing it does leaves the machine. */
export async function createTwilio(options: TwilioOptions): Promise<StandIn> {
  const account = sandboxTwilioAccount(options.port);
  const clock = createClock(options.clock ?? Date.now);
  const ledger = openLedger(options.stateFile);
  for (const template of SANDBOX_TEMPLATES.filter(({ sid }) => !ledger.content(sid))) {
    keepTemplate(ledger, { ...template, isApproved: true, createdAt: clock.now() });
  }
  const faults = createFaults();
  const webhooks = createWebhooks(account.authToken, faults, ledger.target);
  const { accountSid } = account;
  const statuses = createStatuses({ accountSid, ledger, clock, webhooks, stepMs: options.stepMs ?? STEP_MS });
  const contract = openContract();
  const { refusesLineBreaks = false } = options;
  const server = createTwilioServer({
    account,
    contract,
    ledger,
    faults,
    clock,
    webhooks,
    statuses,
    refusesLineBreaks,
  });
  const standIn = await listenLocally(server, options.port);
  return {
    port: standIn.port,
    async close() {
      statuses.close();
      webhooks.close();
      await standIn.close();
      ledger.close();
    },
  };
}

if (require.main === module) {
  runAsProcess({
    name: 'Twilio',
    path: '/__sandbox/twilio',
    portVariable: 'SANDBOX_TWILIO_PORT',
    defaultPort: 4011,
    start: (port) => createTwilio({ port, stateFile: process.env.SANDBOX_TWILIO_STATE_FILE }),
  });
}
