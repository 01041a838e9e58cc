import { z } from 'zod';
import type { Product } from '../../machines/bank';
import type { ReferenceValue } from './callout';
import type { Inferred } from './inferred';
import { type CatalogueProduct, WireText } from './wireText';

/** Rows of a reference-data answer under the key names in use, or undefined when it has another shape. */
export function referenceRows(json: unknown, { referenceData }: Inferred): readonly ReferenceValue[] | undefined {
  const row = z.record(z.string(), z.unknown()).transform((fields) => ({
    code: fields[referenceData.code],
    description: fields[referenceData.description],
  }));
  const answer = z.object({
    [referenceData.list]: z.array(row.pipe(z.object({ code: WireText, description: z.string() }))),
  });
  return answer.safeParse(json).data?.[referenceData.list];
}

/** A card from the catalogue; other products, and rows without the routing codes a create needs, are left out. */
export function catalogueRow(row: CatalogueProduct, { products }: Inferred): readonly Product[] {
  if (!products.cardTypes.includes(row.productType) || !row.organisation || !row.logo) return [];
  return [
    {
      code: row.productCode,
      sourceCode: row.sourceCode,
      organization: row.organisation,
      logo: row.logo,
      category: 'PCCD',
      name: row.productDescription,
      annualFee: row.annualFeeAmount,
      minLimit: row.minimumCreditLimitAmount,
      maxLimit: row.maximumCreditLimitAmount,
      interestRate: row.interestRate,
      highlights: {},
    },
  ];
}
