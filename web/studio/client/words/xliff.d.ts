/** What is used of the package, which has no types of its own. */
interface XliffUnit {
  readonly source?: unknown;
  readonly target?: unknown;
  readonly note?: string;
  readonly additionalAttributes?: { readonly approved?: string };
}
interface XliffDocument {
  readonly sourceLanguage?: string;
  readonly targetLanguage?: string;
  readonly resources?: Readonly<Record<string, Readonly<Record<string, XliffUnit>>>>;
}

declare module 'xliff/jsToXliff12' {
  export default function write(document: XliffDocument): Promise<string>;
}

declare module 'xliff/xliff12ToJs' {
  export default function read(text: string): Promise<XliffDocument>;
}
