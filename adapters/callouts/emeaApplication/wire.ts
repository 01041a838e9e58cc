import { z } from 'zod';
import { ControlFlowId, Reference, Stage, WireText } from '../wireText';

/** Body of the EMEA "create application": products are a list with a category here. */
export const EmeaApplicationRequest = z.strictObject({
  productDetails: z
    .array(
      z.strictObject({
        productCategory: WireText,
        productCode: WireText,
        sourceCode: WireText,
        logo: WireText,
        organization: WireText,
      }),
    )
    .min(1),
  applicant: z.strictObject({
    name: z.strictObject({
      salutation: WireText.optional(),
      givenName: WireText,
      surname: WireText,
      middleName: WireText.optional(),
    }),
    email: z.array(z.strictObject({ emailAddress: WireText, emailType: WireText })).optional(),
    phone: z.array(z.strictObject({ phoneType: WireText, phoneCountryCode: WireText, phoneNumber: WireText })).min(1),
    consentDetails: z.array(z.strictObject({ consentType: WireText, isConsentGiven: z.string() })),
  }),
});
export type EmeaApplicationRequest = z.infer<typeof EmeaApplicationRequest>;

/** Shape by analogy with the other create call; only the reference number is certain to be there. */
export const EmeaApplicationResponse = z.object({
  applicationId: Reference,
  applicationStage: Stage.optional(),
  controlFlowId: ControlFlowId.optional(),
});
