import { z } from 'zod';
import { Reference, WireText } from '../wireText';

/** Body of "submit prospect". It has no place for consents: the evidence stays on our side. */
export const ProspectRequest = z.strictObject({
  interest: z.strictObject({ productGroup: WireText }),
  prospect: z.strictObject({
    name: z.strictObject({
      salutation: WireText.optional(),
      givenName: WireText,
      middleName: WireText.optional(),
      surname: WireText,
    }),
    address: z
      .array(z.strictObject({ addressType: WireText, addressLine1: WireText, provinceCode: WireText.optional() }))
      .min(1),
    email: z.array(z.strictObject({ emailAddress: WireText })).min(1),
    phone: z.array(z.strictObject({ phoneType: WireText, phoneCountryCode: WireText, phoneNumber: WireText })).min(1),
    // Misspelt in the contract, so misspelt here.
    contactPreference: z.strictObject({ sendSmsAdviceFag: z.boolean() }),
    financialInformation: z
      .strictObject({
        incomeDetails: z.array(
          z.strictObject({
            incomeType: WireText,
            fixedAmount: z.number().optional(),
            currencyCode: WireText,
            frequency: WireText,
          }),
        ),
      })
      .optional(),
  }),
});
export type ProspectRequest = z.infer<typeof ProspectRequest>;

/** The prospect number is all the bank answers, and what the customer quotes when called. */
export const ProspectResponse = z.object({ prospectId: Reference });
