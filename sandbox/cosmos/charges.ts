/**
 * What a request costs, in request units. A model after the published figures (a point read of 1 KB is 1 RU, of 100 KB
 * 10; a write of 1 KB about 5.5, a replacement about twice that, plus what is indexed). The real service's own
 * `x-ms-request-charge` decides; these figures only keep the order of magnitude honest in tests.
 */
export const charges = {
  read: (bytes: number) => round(1 + 0.09 * (kilobytes(bytes) - 1)),
  create: (bytes: number, indexedTerms: number) => round(5.5 + 0.5 * (kilobytes(bytes) - 1) + 0.3 * indexedTerms),
  replace: (bytes: number, indexedTerms: number) => round(10.5 + 0.9 * (kilobytes(bytes) - 1) + 0.3 * indexedTerms),
  delete: (bytes: number, indexedTerms: number) => charges.create(bytes, indexedTerms),
  /** A write refused for its precondition or an id that is taken still reads what is there. */
  refused: () => 1.5,
  query: (documents: number, bytes: number) => round(2.5 + 0.1 * documents + 0.25 * (kilobytes(bytes) - 1)),
};

function kilobytes(bytes: number): number {
  return Math.max(1, bytes / 1024);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
