/** One guarantee of the product, the text its keeping rests on, and the test that must notice when that is gone. */
export interface Switch {
  /** The guarantee in one sentence, beginning with its number where it has one. */
  readonly guarantee: string;
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly find: string;
  /** What stands there with the guarantee switched off. */
  readonly replace: string;
  /** Path of the suite that fails then. */
  readonly test: string;
  /** Only the tests of the suite whose names match. */
  readonly named?: string;
  /** The suite runs the built product. */
  readonly built?: true;
}
