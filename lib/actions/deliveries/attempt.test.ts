import { expect, it } from "vitest";
import { withoutSecrets } from "./attempt";

it.each([
  ["nothing of it", "ok", "ok"],
  ["all of it, twice", '{"a":"umbra-token","b":"umbra-token"}', '{"a":"…","b":"…"}'],
  ["the beginning, where it is cut off", "you sent umbra-tok", "you sent …"],
  ["another word that begins so", "umbra", "umbra"],
])("an answer that tells %s of a secret header", (_, answer, told) => {
  expect(withoutSecrets(answer, ["umbra-token"])).toBe(told);
});
