import { describe, expect, it } from "vitest";
import { newId } from "../kernel/ids";
import { apiKeyForm, invitationForm } from "./schema";

const REFUSED = ["a\nb", "a\tb", "\u001B[2Jgone", "\u009B2K", "a\u0000", "a\u202Eb", "a\u2066b", "a\u2028b"];
const TAKEN = ["Tove Nilsen", "Émile & Söhne", "東京 ERP", " trimmed\n"];

describe("what people name", () => {
  const asLabel = (label: string) => invitationForm(newId()).safeParse({ label, role: "viewer", account: "own" });
  const asKey = (name: string) => apiKeyForm.safeParse({ name, scopes: ["license-checks"] });

  it.each(REFUSED)("is refused as %j, in plain words", (text) => {
    for (const input of [asLabel(text), asKey(text)]) expect(input.error?.issues.map(({ message }) => message)).toEqual(["Use one line, without control characters."]);
  });

  it.each(TAKEN)("may be %j", (text) => {
    expect(asLabel(text).data?.label).toBe(text.trim());
    expect(asKey(text).data?.name).toBe(text.trim());
  });
});
