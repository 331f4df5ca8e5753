import { expect, it } from "vitest";
import texts from "@/messages/faults/en.json";

it.each(Object.entries(texts))("shows “%s” as it stands: the pages of faults fill nothing in", (_name, text) => {
  expect(text).toMatch(/^[^{}<>]+$/);
});
