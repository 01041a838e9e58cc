import { createCarryCodes } from '../../bot/carryOver/codes';
import { createCarryOver } from '../../bot/carryOver/links';
import { sandboxSenderOf } from '../../sandbox/twilioAccount';

export const TEST_CARRY_CODES = createCarryCodes(Buffer.alloc(32, 7).toString('base64url'));

/** How test products let customers go on elsewhere. */
export const TEST_CARRY_OVER = createCarryOver({
  codes: TEST_CARRY_CODES,
  publicBaseUrl: 'https://chat.bank.example',
  whatsAppNumber: (market) => sandboxSenderOf(market).replace(/\D/g, ''),
});
