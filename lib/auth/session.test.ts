import { encode } from "next-auth/jwt";
import { expect, it } from "vitest";
import type { UserActor } from "../kernel/context";
import { env } from "../kernel/env";
import { newId } from "../kernel/ids";
import { personOfCookies } from "./session";

const NAME = "next-auth.session-token";
const person: UserActor = { kind: "user", tenantId: newId(), objectId: newId(), name: "Priya Raman", email: "priya@northwindlabs.example" };
const secret = env().NEXTAUTH_SECRET;
const seal = (token: Record<string, unknown>, how: { secret?: string; maxAge?: number; salt?: string } = {}) => encode({ token, secret, ...how });

it("reads the person whom the cookie was sealed for", async () => {
  expect(await personOfCookies([{ name: "other", value: "x" }, { name: NAME, value: await seal({ person }) }])).toEqual(person);
});

it("puts a cookie together again that was cut into more than ten", async () => {
  const sealed = await seal({ person });
  const size = Math.ceil(sealed.length / 12);
  const pieces = Array.from({ length: 12 }, (_, number) => ({ name: `${NAME}.${number}`, value: sealed.slice(number * size, (number + 1) * size) }));
  expect(await personOfCookies(pieces.toReversed())).toEqual(person);
});

it.each([
  ["no cookie", []],
  ["an empty one", [{ name: NAME, value: "" }]],
  ["something else", [{ name: NAME, value: "a.b.c" }]],
  ["another cookie's name", async () => [{ name: "next-auth.session-tokens", value: await seal({ person }) }]],
  ["the name that it has over https", async () => [{ name: `__Secure-${NAME}`, value: await seal({ person }) }]],
  ["a changed one", async () => [{ name: NAME, value: (await seal({ person })).replace(/.(?=.{30}$)/, (sign) => (sign === "A" ? "B" : "A")) }]],
  ["an expired one", async () => [{ name: NAME, value: await seal({ person }, { maxAge: -60 }) }]],
  ["another secret", async () => [{ name: NAME, value: await seal({ person }, { secret: "not-ours-not-ours-not-ours-not-ours" }) }]],
  ["what next-auth seals for another purpose", async () => [{ name: NAME, value: await seal({ person }, { salt: "next-auth.state" }) }]],
  ["a session of another make", async () => [{ name: NAME, value: await seal({ name: "Priya" }) }]],
  ["a person without a tenant", async () => [{ name: NAME, value: await seal({ person: { ...person, tenantId: undefined } }) }]],
])("sees nobody in %s", async (_what, jar) => {
  expect(await personOfCookies(typeof jar === "function" ? await jar() : jar)).toBeNull();
});
