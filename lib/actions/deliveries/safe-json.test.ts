import { expect, it } from "vitest";
import { safeJson } from "./safe-json";

it("escapes what would show something else than there is, and is the same JSON", () => {
  const value = { name: "\u202eeliF\u2066 \u0085\u009b31m\u007f\u2028\u200f \u061c", "\u2029key": "Ünïcode 東京 🙂 \\ \" \u0000" };
  const text = safeJson(value);
  expect(JSON.parse(text)).toEqual(value);
  expect(text).toContain(String.raw`"\u202eeliF\u2066 \u0085\u009b31m\u007f\u2028\u200f \u061c"`);
  expect(text).toMatch(/^[^\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]*$/);
  expect(text).toContain("Ünïcode 東京 🙂");
});
