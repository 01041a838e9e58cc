import { z } from 'zod';
import { ControlFlowId, Reference, Stage, WireText } from '../wireText';

/** Body of "create application": the part of the contract this product sends, refused when anything else is in it. */
export const ApplicationRequest = z.strictObject({
  product: z.strictObject({
    creditCardProduct: z.strictObject({
      productCode: WireText,
      sourceCode: WireText,
      // With z here; the catalogue spells the same value organisation.
      organization: WireText,
      logo: WireText,
    }),
  }),
  applicant: z.strictObject({
    name: z.strictObject({
      salutation: WireText,
      givenName: WireText,
      middleName: WireText.optional(),
      surname: WireText.optional(),
      fullName: WireText.optional(),
    }),
    demographics: z
      .strictObject({ nationality: WireText, permanentResidencyCountryCode: WireText, domicileCountryCode: WireText })
      .partial()
      .optional(),
    address: z.array(z.strictObject({ addressType: WireText, state: WireText })).optional(),
    email: z.array(z.strictObject({ emailAddress: WireText })).min(1),
    phone: z.array(z.strictObject({ phoneType: WireText, phoneCountryCode: WireText, phoneNumber: WireText })).min(1),
    financialInformation: z
      .strictObject({
        incomeDetails: z.array(
          z.strictObject({ incomeType: WireText, fixedAmount: z.number().optional(), frequency: WireText }),
        ),
      })
      .optional(),
    employmentDetails: z.array(z.strictObject({ employmentStatus: WireText })).optional(),
    consentDetails: z.array(z.strictObject({ consentType: WireText, isConsentGiven: z.string() })).min(1),
  }),
});
export type ApplicationRequest = z.infer<typeof ApplicationRequest>;

/** A 2xx that is not exactly this may or may not be an application, so it is nobody's reference number. */
export const ApplicationResponse = z.object({
  applicationId: Reference,
  applicationStage: Stage,
  controlFlowId: ControlFlowId,
});

/** Of the status and the stage operation alike: all we tell a customer is the stage. */
export const StageResponse = z.object({ applicationStage: Stage });
