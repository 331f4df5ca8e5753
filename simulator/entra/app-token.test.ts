import { decodeJwt, decodeProtectedHeader } from "jose";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { FABRIKAM, NORTHWIND, simulatorForTests } from "../testing";

const wire = simulatorForTests();
const MARKETPLACE = "20e940b3-4c77-4b0b-9a53-9e16a1b010a7";
const { tenantId, clientId, clientSecret } = NORTHWIND;
const good = { grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret };
const v2 = (values: Record<string, string> = {}, tenant = tenantId, headers = {}) => wire().form(`/entra/${tenant}/oauth2/v2.0/token`, { ...good, scope: `${MARKETPLACE}/.default`, ...values }, headers);
const v1 = (values: Record<string, string> = {}, tenant = tenantId) => wire().form(`/entra/${tenant}/oauth2/token`, { ...good, resource: MARKETPLACE, ...values });

const errorSchema = z.strictObject({
  error: z.string(),
  error_description: z.string(),
  error_codes: z.tuple([z.number()]),
  timestamp: z.iso.datetime(),
  trace_id: z.uuid(),
  correlation_id: z.uuid(),
});

const list = (token: string) => wire().call("/marketplace/api/saas/subscriptions?api-version=2018-08-31", { headers: { authorization: `Bearer ${token}` } });

test("v2 answers with numbers and a token of version 2.0", async () => {
  const { status, json } = await v2();
  expect(status).toBe(200);
  const { access_token } = z.strictObject({ token_type: z.literal("Bearer"), expires_in: z.number(), ext_expires_in: z.number(), access_token: z.string() }).parse(json);
  expect(decodeJwt(access_token)).toMatchObject({ ver: "2.0", aud: MARKETPLACE, iss: `${wire().url}/entra/${tenantId}/v2.0`, tid: tenantId, azp: clientId });
  expect(decodeJwt(access_token)).not.toHaveProperty("appid");
  expect(decodeProtectedHeader(access_token)).toMatchObject({ alg: "RS256", typ: "JWT" });
  expect((await list(access_token)).status).toBe(200);
});

test("v1 answers with numbers written as strings and a token of version 1.0", async () => {
  const { status, json } = await v1();
  expect(status).toBe(200);
  const digits = z.string().regex(/^\d+$/);
  const { access_token } = z
    .strictObject({ token_type: z.literal("Bearer"), expires_in: digits, ext_expires_in: digits, expires_on: digits, not_before: digits, resource: z.literal(MARKETPLACE), access_token: z.string() })
    .parse(json);
  expect(decodeJwt(access_token)).toMatchObject({ ver: "1.0", aud: MARKETPLACE, iss: `${wire().url}/sts/${tenantId}/`, tid: tenantId, appid: clientId });
  expect((await list(access_token)).status).toBe(200);
});

test("the credentials may stand in a Basic header, form-encoded, and the tenant in capitals", async () => {
  const basic = (id: string, secret: string) => ({ authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}` });
  const empty = { client_id: "", client_secret: "" };
  expect((await v2(empty, tenantId.toUpperCase(), basic(clientId, encodeURIComponent(clientSecret)))).status).toBe(200);
  expect((await v2(empty, tenantId, basic(clientId, `${clientSecret}:more`))).status).toBe(401);
  expect((await v2(empty, tenantId, basic(clientId, "100%"))).status).toBe(400);
});

describe("refuses", () => {
  test.each<[string, () => ReturnType<typeof v2>, number, string, number]>([
    ["a wrong secret", () => v2({ client_secret: "wrong" }), 401, "invalid_client", 7000215],
    ["a wrong secret (v1)", () => v1({ client_secret: "wrong" }), 401, "invalid_client", 7000215],
    ["an unknown application", () => v2({ client_id: "00000000-0000-0000-0000-000000000001" }), 400, "unauthorized_client", 700016],
    ["an application of another tenant", () => v2({}, FABRIKAM.tenantId), 400, "unauthorized_client", 700016],
    ["an unknown tenant", () => v2({}, "00000000-0000-0000-0000-000000000002"), 400, "invalid_request", 90002],
    ["another resource", () => v2({ scope: "https://graph.microsoft.com/.default" }), 400, "invalid_resource", 500011],
    ["another resource (v1)", () => v1({ resource: "https://graph.microsoft.com" }), 400, "invalid_resource", 500011],
    ["another grant", () => v2({ grant_type: "password" }), 400, "unsupported_grant_type", 70003],
    ["another grant (v1)", () => v1({ grant_type: "authorization_code" }), 400, "unsupported_grant_type", 70003],
  ])("%s", async (_, ask, status, error, code) => {
    const answer = await ask();
    expect(answer.status).toBe(status);
    const body = errorSchema.parse(answer.json);
    expect(body).toMatchObject({ error, error_codes: [code] });
    expect(body.error_description).toMatch(new RegExp(`^AADSTS${code}: `));
    expect(answer.text).not.toContain(clientSecret);
  });

  test("an expired secret, until it is renewed", async () => {
    await wire().control("/publishers/northwind-labs", "PUT", { secretExpired: true });
    const answer = await v2();
    expect(answer.status).toBe(401);
    expect(errorSchema.parse(answer.json)).toMatchObject({ error: "invalid_client", error_codes: [7000222] });
    await wire().control("/publishers/northwind-labs", "PUT", { secretExpired: false });
    expect((await v2()).status).toBe(200);
  });
});
