import { describe, expect, test } from "vitest";
import { z } from "zod";
import { PORTAL_URL, simulatorForTests } from "../testing";

const wire = simulatorForTests();
const APP = { client_id: "f08c5a93-2b7e-4d61-a4c8-17e3d96b0f25", client_secret: "simulator-sign-in-secret" };
const REDIRECT = `${PORTAL_URL}/api/auth/callback/entra`;
const AURORA = "5b1c9f42-77a0-4d1e-9c35-0a8e6f21d704";
const HARBOR = "8d20c6e1-4b93-4f7a-a1d8-e3c7095b6f12";
const CONSUMERS = "9188040d-6c67-4c5b-b112-36a304b66dad";
const MIRA = "7c04e9a1-5d38-4b62-91f7-e20c8a6d4b15";
const SCOPE = "openid profile email offline_access https://graph.microsoft.com/User.ReadBasic.All";

const request = (scope = SCOPE) => ({ client_id: APP.client_id, redirect_uri: REDIRECT, response_type: "code", state: "state", scope });
const authorize = (tenant: string, persona: string, more: Record<string, string> = {}, scope = SCOPE) => wire().form(`/entra/${tenant}/oauth2/v2.0/authorize`, { ...request(scope), persona, ...more });
const locationOf = ({ headers }: { headers: Headers }) => new URL(headers.get("location") ?? "").searchParams;
const token = (tenant: string, values: Record<string, string>) => wire().form(`/entra/${tenant}/oauth2/v2.0/token`, { ...APP, ...values });
const tokensSchema = z.object({ scope: z.string(), access_token: z.string(), refresh_token: z.string(), expires_in: z.number() });
type Tokens = z.infer<typeof tokensSchema>;

async function tokensOf(persona: string, tenant = AURORA, scope = SCOPE): Promise<Tokens> {
  const code = locationOf(await authorize(tenant, persona, { consent: "accept" }, scope)).get("code") ?? "";
  return tokensSchema.parse((await token(tenant, { grant_type: "authorization_code", code, redirect_uri: REDIRECT })).json);
}
const refresh = (given: Tokens, tenant = AURORA) => token(tenant, { grant_type: "refresh_token", refresh_token: given.refresh_token, scope: SCOPE });
const users = (access: string, query: Record<string, string> = {}, headers: Record<string, string> = {}) =>
  wire().call(`/graph/v1.0/users?${new URLSearchParams(query).toString()}`, { headers: { authorization: `Bearer ${access}`, ...headers } });
const EVENTUAL = { consistencylevel: "eventual" };
const pageSchema = z.object({ "@odata.count": z.number().optional(), "@odata.nextLink": z.string().optional(), value: z.array(z.record(z.string(), z.string().nullable())) });
const names = async (answer: ReturnType<typeof users>) => pageSchema.parse((await answer).json).value.map(({ displayName }) => displayName);
const errorOf = async (answer: ReturnType<typeof users>) => {
  const { status, json } = await answer;
  return [status, z.object({ error: z.object({ code: z.string() }) }).parse(json).error.code];
};

describe("consent", () => {
  test("is asked for once, by words a person understands, and never for a sign-in alone", async () => {
    const asked = await authorize(AURORA, "mira");
    expect(asked.status).toBe(200);
    expect(asked.text).toContain("names and mail addresses of the people in your organisation");
    expect(locationOf(await authorize(AURORA, "mira", { consent: "accept" })).get("code")).toBeTruthy();
    expect(locationOf(await authorize(AURORA, "mira")).get("code")).toBeTruthy();
    expect((await authorize(AURORA, "jonas")).status).toBe(200);
    expect(locationOf(await authorize(AURORA, "jonas", {}, "openid profile email")).get("code")).toBeTruthy();
  });

  test("that is declined leads back with access_denied, and is asked for again", async () => {
    expect(Object.fromEntries(locationOf(await authorize(AURORA, "mira", { cancel: "1" })))).toMatchObject({ error: "access_denied", state: "state" });
    expect((await authorize(AURORA, "mira")).status).toBe(200);
  });

  test("is an administrator's where the tenant says so", async () => {
    await wire().control("/directory/tenants", "PUT", { tenantId: AURORA, userConsent: false });
    const refused = locationOf(await authorize(AURORA, "mira", { consent: "accept" }));
    expect(refused.get("error")).toBe("consent_required");
    expect(refused.get("error_description")).toContain("AADSTS90094");
    expect((await authorize(HARBOR, "stella")).status).toBe(200);

    const admin = { client_id: APP.client_id, redirect_uri: REDIRECT, scope: "https://graph.microsoft.com/User.ReadBasic.All" };
    expect((await wire().call(`/entra/${AURORA}/v2.0/adminconsent?${new URLSearchParams(admin)}`)).text).toContain("all people of your organisation");
    expect(locationOf(await wire().form(`/entra/${AURORA}/v2.0/adminconsent`, { ...admin, consent: "cancel" })).get("error")).toBe("access_denied");
    expect(locationOf(await wire().form(`/entra/${AURORA}/v2.0/adminconsent`, { ...admin, consent: "accept" })).get("admin_consent")).toBe("True");
    expect(locationOf(await authorize(AURORA, "mira")).get("code")).toBeTruthy();
    expect((await wire().form(`/entra/${AURORA}/v2.0/adminconsent`, { ...admin, redirect_uri: "https://evil.example", consent: "accept" })).status).toBe(400);
  });

  test("for something that Graph does not have is refused", async () => {
    const answer = await wire().call(`/entra/common/oauth2/v2.0/authorize?${new URLSearchParams(request("openid Everything.Read")).toString()}`);
    expect(locationOf(answer).get("error")).toBe("invalid_scope");
  });
});

describe("a token", () => {
  test("is opaque, and is made anew until the consent is taken back", async () => {
    const first = await tokensOf("mira");
    expect(first.access_token).not.toContain(".");
    expect(first.scope).toContain("User.ReadBasic.All");
    const second = tokensSchema.parse((await refresh(first)).json);
    expect(second.access_token).not.toBe(first.access_token);
    await wire().control("/directory/revoke", "POST", { tenantId: AURORA, objectId: MIRA });
    expect((await refresh(first)).json).toMatchObject({ error: "invalid_grant", error_codes: [65001] });
    expect((await users(second.access_token)).status).toBe(200);
    expect((await authorize(AURORA, "mira")).status).toBe(200);
  });

  test.each<[string, (given: Tokens) => ReturnType<typeof token>, string]>([
    ["with another application", (given) => token(AURORA, { grant_type: "refresh_token", refresh_token: given.refresh_token, client_secret: "wrong" }), "invalid_client"],
    ["at another tenant", (given) => refresh(given, HARBOR), "invalid_grant"],
    ["that was changed", (given) => refresh({ ...given, refresh_token: `${given.refresh_token}x` }), "invalid_grant"],
  ])("is not made anew %s", async (_, ask, error) => {
    expect((await ask(await tokensOf("mira"))).json).toMatchObject({ error });
  });

  test("ends with its time, or when it is told to", async () => {
    const { access_token } = await tokensOf("mira");
    expect((await users(access_token)).status).toBe(200);
    await wire().control("/directory/expire-tokens", "POST");
    expect(await errorOf(users(access_token))).toEqual([401, "InvalidAuthenticationToken"]);
    await wire().control("/directory/tokens", "PUT", { seconds: 0 });
    expect(await errorOf(users((await tokensOf("mira")).access_token))).toEqual([401, "InvalidAuthenticationToken"]);
  });

  test("of a sign-in alone opens no directory", async () => {
    const code = locationOf(await authorize(AURORA, "mira", {}, "openid profile email")).get("code") ?? "";
    const { access_token } = z.object({ access_token: z.string() }).parse((await token(AURORA, { grant_type: "authorization_code", code, redirect_uri: REDIRECT })).json);
    expect((await users(access_token)).status).toBe(401);
  });
});

describe("the directory", () => {
  test("lists everybody of the tenant, its guests too, the same each time; some have no mailbox", async () => {
    const { access_token } = await tokensOf("mira");
    const people = pageSchema.parse((await users(access_token, { $top: "999", $count: "true" })).json);
    expect(people["@odata.count"]).toBe(64);
    expect(new Set(people.value.map(({ id }) => id)).size).toBe(64);
    expect(people.value.map(({ displayName }) => displayName)).toEqual(expect.arrayContaining(["Mira Soto", "Zoë Đặng-Łukasiewicz", "Nadia Haddad", "田中 美咲"]));
    expect(people.value.filter(({ mail }) => mail === null).length).toBeGreaterThan(4);
    expect(new Set(people.value.map(({ userPrincipalName }) => userPrincipalName)).size).toBe(64);
    const harbor = pageSchema.parse((await users((await tokensOf("stella", HARBOR)).access_token)).json);
    expect(harbor.value).toHaveLength(7);
  });

  test("comes in pages, with a link to the next", async () => {
    const { access_token } = await tokensOf("mira");
    const seen: unknown[] = [];
    for (let path: string | null = "/graph/v1.0/users?$top=25&$select=id"; path !== null; ) {
      const page = pageSchema.parse((await wire().call(path, { headers: { authorization: `Bearer ${access_token}` } })).json);
      seen.push(...page.value.map(({ id }) => id));
      path = page["@odata.nextLink"]?.slice(wire().url.length) ?? null;
    }
    expect([seen.length, new Set(seen).size]).toEqual([64, 64]);
  });

  test.each<[string, string[]]>([
    ['"displayName:mir"', ["Mira Soto"]],
    ['"displayName:sot mir"', ["Mira Soto"]],
    ['"displayName:ira"', []],
    ['"mail:jonas"', ["Jonas Weber"]],
    ['"displayName:zoë" OR "mail:jonas.w"', ["Jonas Weber", "Zoë Đặng-Łukasiewicz"]],
    ['"userPrincipalName:zoe@"', ["Zoë Đặng-Łukasiewicz"]],
    ['"displayName:田中"', ["田中 美咲"]],
  ])("is searched by %s", async ($search, expected) => {
    const { access_token } = await tokensOf("mira");
    expect(await names(users(access_token, { $search }, EVENTUAL))).toEqual(expected);
  });

  test("is filtered by what an attribute starts with", async () => {
    const { access_token } = await tokensOf("mira");
    expect(await names(users(access_token, { $filter: "startswith(displayName,'Mira') or startswith(mail,'jonas')" }))).toEqual(["Jonas Weber", "Mira Soto"]);
  });

  test.each<[Record<string, string>, Record<string, string>, string]>([
    [{ $search: '"displayName:mir"' }, {}, "Request_UnsupportedQuery"],
    [{ $search: "displayName:mir" }, EVENTUAL, "Request_BadRequest"],
    [{ $search: '"displayName:mi"r"' }, EVENTUAL, "Request_BadRequest"],
    [{ $search: '"jobTitle:mir"' }, EVENTUAL, "Request_BadRequest"],
    [{ $filter: "endswith(mail,'x')" }, {}, "Request_UnsupportedQuery"],
    [{ $skip: "5" }, {}, "Request_BadRequest"],
    [{ $top: "1000" }, {}, "Request_UnsupportedQuery"],
    [{ $skiptoken: "nonsense" }, {}, "Directory_ExpiredPageToken"],
  ])("refuses %j with %j", async (query, headers, code) => {
    expect(await errorOf(users((await tokensOf("mira")).access_token, query, headers))).toEqual([400, code]);
  });

  test("is closed to guests, to personal accounts and to whoever was not given the permission", async () => {
    expect(await errorOf(users((await tokensOf("nadia")).access_token))).toEqual([403, "Authorization_RequestDenied"]);
    expect(await errorOf(users((await tokensOf("paula", CONSUMERS)).access_token))).toEqual([400, "BadRequest"]);
    expect(await errorOf(users((await tokensOf("mira", AURORA, "openid offline_access User.Read")).access_token))).toEqual([403, "Authorization_RequestDenied"]);
    expect((await wire().call("/graph/v1.0/users")).status).toBe(401);
  });

  test("can be made to fail as the other services can", async () => {
    const { access_token } = await tokensOf("mira");
    await wire().control("/faults", "PUT", { faults: [{ match: { path: "^/graph/" }, kind: "status", status: 429, retryAfter: 9, times: 1 }] });
    const throttled = await users(access_token);
    expect([throttled.status, throttled.headers.get("retry-after")]).toEqual([429, "9"]);
    expect((await users(access_token)).status).toBe(200);
  });
});
