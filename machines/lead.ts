import { z } from 'zod';

/**
 * Every fact the product can collect about a customer: one source for the chat, the desk and the callouts.
 * `privacy` decides how logs, lists and recaps mask the value; `dependants` are asked again when the fact changes.
 * There is no field for an ID number, a card number or a date of birth, on purpose.
 */
const field = (spec: {
  readonly kind: 'choice' | 'name' | 'mobile' | 'email' | 'address';
  readonly privacy: 'none' | 'personal' | 'contact' | 'financial';
  readonly dependants?: readonly string[];
  /** A declaration or a permission: nobody gives it in the customer's place. */
  readonly customerOnly?: boolean;
}) => ({ dependants: [] as readonly string[], customerOnly: false, ...spec });

export const FIELDS = {
  language: field({ kind: 'choice', privacy: 'none' }),
  product: field({ kind: 'choice', privacy: 'none' }),
  ageConfirmed: field({ kind: 'choice', privacy: 'none', customerOnly: true }),
  existingCardholder: field({ kind: 'choice', privacy: 'personal' }),
  salutation: field({ kind: 'choice', privacy: 'personal' }),
  givenName: field({ kind: 'name', privacy: 'personal' }),
  middleName: field({ kind: 'name', privacy: 'personal' }),
  familyName: field({ kind: 'name', privacy: 'personal' }),
  patronymic: field({ kind: 'name', privacy: 'personal' }),
  fullName: field({ kind: 'name', privacy: 'personal' }),
  mobile: field({ kind: 'mobile', privacy: 'contact' }),
  email: field({ kind: 'email', privacy: 'contact' }),
  residenceStatus: field({ kind: 'choice', privacy: 'personal' }),
  employmentStatus: field({ kind: 'choice', privacy: 'financial', dependants: ['incomeBand'] }),
  incomeBand: field({ kind: 'choice', privacy: 'financial' }),
  division: field({ kind: 'choice', privacy: 'personal', dependants: ['addressLine'] }),
  addressLine: field({ kind: 'address', privacy: 'contact' }),
  contactTime: field({ kind: 'choice', privacy: 'none' }),
  smsUpdates: field({ kind: 'choice', privacy: 'none', customerOnly: true }),
} as const;

export type FieldId = keyof typeof FIELDS;
export const FIELD_IDS = Object.keys(FIELDS) as FieldId[];
export const FieldId = z.enum(FIELD_IDS as [FieldId, ...FieldId[]]);

/**
 * The canonical stored form of every value is a string: a choice's code, a phone in E.164, a name or address in NFC.
 * What a customer may type to get there is the recognizers' business (`dialogs/fields.ts`).
 */
export const FIELD_VALUE: Readonly<Record<(typeof FIELDS)[FieldId]['kind'], z.ZodType<string>>> = {
  choice: z.string().min(1).max(64),
  name: z.string().min(1).max(120),
  mobile: z.string().regex(/^\+[1-9]\d{6,14}$/),
  email: z.string().max(254),
  address: z.string().min(3).max(200),
};
