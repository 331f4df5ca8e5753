import { expect, it } from "vitest";
import { secretsOfQuery, withoutSecrets } from "./attempt";

it.each([
  ["nothing of it", "ok", "ok"],
  ["all of it, twice", '{"a":"umbra-token","b":"umbra-token"}', '{"a":"…","b":"…"}'],
  ["the beginning, where it is cut off", "you sent umbra-tok", "you sent …"],
  ["another word that begins so", "umbra", "umbra"],
])("an answer that tells %s of a secret header", (_, answer, told) => {
  expect(withoutSecrets(answer, ["umbra-token"])).toBe(told);
});

it.each([
  ["https://example.com/hook", []],
  ["https://example.com/hook?code=a%2Bsecret&v=1", ["code=a%2Bsecret&v=1", "a%2Bsecret", "a+secret"]],
  ["no address", []],
])("%s holds secrets in its query", (url, secrets) => {
  expect(secretsOfQuery(url)).toEqual(secrets);
});
