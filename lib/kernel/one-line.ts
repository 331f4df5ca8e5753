/** A text without line breaks, control characters and marks that turn the direction of what follows: safe on a page, in a log and on a terminal. */
export const ONE_LINE = /^[^\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]*$/u;

/** `text` for a terminal: what could move its cursor or hide other text is shown as what it is. */
export function forTerminal(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, (sign) => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`);
}
