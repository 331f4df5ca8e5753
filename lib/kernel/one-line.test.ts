import { expect, it } from "vitest";
import { forTerminal, ONE_LINE } from "./one-line";

it.each(["Ledger", "Émile & Söhne", "東京 👩‍🚀", "a\u200Db"])("%j is one line, and is shown as it is", (text) => {
  expect(ONE_LINE.test(text)).toBe(true);
  expect(forTerminal(text)).toBe(text);
});

it.each([["a\nb", "a\\u000ab"], ["\u001B[2Kgone", "\\u001b[2Kgone"], ["a\u202Eb", "a\\u202eb"], ["\u0000", "\\u0000"]])("%j is not, and is shown for what it is", (text, shown) => {
  expect(ONE_LINE.test(text)).toBe(false);
  expect(forTerminal(text)).toBe(shown);
});
