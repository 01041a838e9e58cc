import type { AddressInfo } from 'node:net';
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

/** Starts the stand-in on the loopback interface; it neither can be reached from outside the machine nor reaches out. */
export async function createTwilio(options: TwilioOptions): Promise<{ port: number; close(): Promise<void> }> {
  const account = sandboxTwilioAccount(options.port);
  const clock = createClock(options.clock ?? Date.now);
  const ledger = openLedger(options.stateFile);
  for (const template of SANDBOX_TEMPLATES.filter(({ sid }) => !ledger.content(sid))) {
    keepTemplate(ledger, { ...template, isApproved: true, createdAt: clock.now() });
  }
  const faults = createFaults();
  const webhooks = createWebhooks(account.authToken, faults);
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
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  return {
    // A listening TCP server has an address with a port.
    port: (server.address() as AddressInfo).port,
    async close() {
      statuses.close();
      webhooks.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      ledger.close();
    },
  };
}

/** As a process of its own: says where it listens, tells its parent, and ends on SIGTERM. */
async function main(): Promise<void> {
  const port = Number(process.argv[2] ?? process.env.SANDBOX_TWILIO_PORT ?? 4011);
  const twilio = await createTwilio({ port, stateFile: process.env.SANDBOX_TWILIO_STATE_FILE });
  console.log(`Sandbox Twilio (fictional): http://127.0.0.1:${twilio.port}/__sandbox/twilio`);
  process.send?.({ port: twilio.port });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void twilio.close().then(() => process.exit(0)));
  }
}

if (require.main === module) {
  main().catch((cause: NodeJS.ErrnoException & { port?: number }) => {
    const isTaken = cause.code === 'EADDRINUSE';
    console.error(
      isTaken ? `Port ${cause.port} is in use; choose another for the sandbox Twilio with SANDBOX_TWILIO_PORT.` : cause,
    );
    process.exit(1);
  });
}
