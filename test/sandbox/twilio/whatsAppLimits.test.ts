import * as ours from '../../../adapters/channels/whatsapp/limits';
import * as documented from '../../../sandbox/twilio/whatsAppLimits';

it('the product keeps to the limits that the stand-in enforces', () => {
  expect(ours).toMatchObject({ ...documented });
});
