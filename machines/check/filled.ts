/** Around a value that runs the other way than its text. */
export const ISOLATES = 2;

/** How long a text can become once its placeholders are filled, in UTF-16 units. */
export function filledLength(text: string, longestValues: Readonly<Record<string, string>>): number {
  const fill = (_: string, name: string) => 'x'.repeat((longestValues[name]?.length ?? 0) + ISOLATES);
  return text.replace(/\{\{\s*(\w+)\s*\}\}/g, fill).length;
}
