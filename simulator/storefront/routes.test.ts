import { describe, expect, test } from "vitest";
import { simulatorForTests } from "../testing";

const wire = simulatorForTests();
const shop = async (path = "/") => (await wire().call(path)).text;
/** As a browser sends the forms of the page. */
const press = (path: string, values: Record<string, string> = {}) => wire().form(path, values, { origin: wire().url });
const goalOf = ({ headers }: { headers: Headers }): string => headers.get("location") ?? "";
const plain = (html: string): string => html.replaceAll("&amp;", "&").replaceAll("&#x2F;", "/");
const linkOf = (html: string): URL => new URL(plain(/<a class="button main" href="([^"]+)"/.exec(html)?.[1] ?? ""));

const basic = { offerId: "ledgerlight", planId: "basic-monthly", persona: "mira" };

async function bought(values: Record<string, string> = {}): Promise<{ id: string; token: string }> {
  const answer = await press("/purchases", { ...basic, ...values });
  expect(answer.status).toBe(303);
  const link = linkOf(await shop(goalOf(answer)));
  return { id: /subscriptions\/([0-9a-f-]{36})\?/.exec(goalOf(answer))?.[1] ?? "", token: link.searchParams.get("token") ?? "" };
}

describe("the shop", () => {
  test("sells what is for sale, to everybody there is", async () => {
    const page = await shop();
    for (const text of ["Ledgerlight", "Teamboard", "Inkwell", "€29.00 per month", "€65.00 per seat and year", "Zoë Đặng-Łukasiewicz"]) expect(page).toContain(text);
    expect(page).not.toContain("classic-monthly");
    expect(page).toContain("Nothing yet");
  });

  test("leads from the form over a thank-you page to the landing page with a token that resolves", async () => {
    const answer = await press("/purchases", basic);
    expect(answer.status).toBe(303);
    const page = await shop(goalOf(answer));
    expect(page).toContain("Thank you for your purchase");
    const link = linkOf(page);
    expect(link.origin + link.pathname).toBe("http://portal.test:3000/landing/ledgerlight");
    expect((await wire().resolve(link.searchParams.get("token") ?? "")).json).toMatchObject({ planId: "basic-monthly", subscription: { saasSubscriptionStatus: "PendingFulfillmentStart" } });
    expect(await shop()).toContain("Configure account");
  });

  test("hands on each choice of the form", async () => {
    const { token } = await bought({ planId: "pro-monthly", csp: "on", freeTrial: "on", failsLate: "on" });
    expect((await wire().resolve(token)).json).toMatchObject({ subscription: { isFreeTrial: true, allowedCustomerOperations: ["Read"], beneficiary: { objectId: null } } });
    const seats = await bought({ offerId: "teamboard", planId: "team-monthly", quantity: "7", persona: "paula" });
    expect((await wire().resolve(seats.token)).json).toMatchObject({ quantity: 7, subscription: { beneficiary: { tenantId: "9188040d-6c67-4c5b-b112-36a304b66dad" } } });
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ["too few seats", { offerId: "teamboard", planId: "enterprise-annual", quantity: "1" }, /takes 25 to 5000 seats/],
    ["an incomplete form", { planId: "" }, /no plan/],
    ["a plan of another offer", { planId: "team-monthly" }, /no plan team-monthly/],
    ["no number of seats", { offerId: "teamboard", planId: "team-monthly", quantity: "many" }, /incomplete/],
  ])("says on the page what is wrong with %s", async (_, values, message) => {
    const answer = await press("/purchases", { ...basic, ...values });
    expect(answer.status).toBe(303);
    const page = plain(await shop(goalOf(answer)));
    expect(page).toMatch(/role="alert"/);
    expect(page).toMatch(message);
    expect(page).toContain("Nothing yet");
  });

  test("escapes whatever is in an address", async () => {
    expect(await shop(`/?problem=${encodeURIComponent("<script>alert(1)</script>")}`)).not.toContain("<script>");
    const { id } = await bought();
    expect(await shop(`/subscriptions/${id}?token=${encodeURIComponent('"><script>alert(1)</script>')}`)).not.toContain("<script>");
  });

  test("takes no form of another site", async () => {
    for (const path of ["/purchases", "/clock"]) expect((await wire().form(path, { ...basic, advance: "P1D" }, { origin: "https://evil.example" })).status).toBe(403);
    expect(await shop()).toContain("Nothing yet");
  });
});

describe("a purchase in the shop", () => {
  test("can be managed later, over a new token", async () => {
    const { id, token } = await bought();
    await wire().control("/settings", "PUT", { activationDelayMs: 0 });
    await wire().activate(id, { planId: "basic-monthly" });
    const answer = await press(`/subscriptions/${id}/token`);
    const page = await shop(goalOf(answer));
    expect(page).toContain("Manage account");
    const renewed = linkOf(page).searchParams.get("token") ?? "";
    expect(renewed).not.toBe(token);
    expect((await wire().resolve(renewed)).json).toMatchObject({ id, subscription: { saasSubscriptionStatus: "Subscribed" } });
  });

  test("has the buttons of its status, and they work", async () => {
    const { id } = await bought();
    const offered = async () => [...(await shop()).matchAll(/action="\/subscriptions\/[0-9a-f-]{36}\/([a-z-]+)"/g)].map(([, what]) => what);
    expect(await offered()).toEqual(["token", "unsubscribe"]);
    await wire().control("/settings", "PUT", { activationDelayMs: 0 });
    await wire().activate(id, { planId: "basic-monthly" });
    expect(await offered()).toEqual(["token", "renew", "suspend", "unsubscribe"]);
    expect(goalOf(await press(`/subscriptions/${id}/suspend`))).toBe("/#purchases");
    expect(await offered()).toEqual(["token", "reinstate", "unsubscribe"]);
    expect(goalOf(await press(`/subscriptions/${id}/renew`))).toContain("problem=");
    await press(`/subscriptions/${id}/unsubscribe`);
    expect(await offered()).toEqual(["token"]);
  });

  test("that nobody made leads back to the shop", async () => {
    expect(goalOf(await wire().call("/subscriptions/fb494e49-67ca-4673-658b-01f8c56393ec"))).toContain("problem=");
    expect(goalOf(await press("/subscriptions/fb494e49-67ca-4673-658b-01f8c56393ec/suspend"))).toContain("problem=");
  });
});

test("the clock moves on in the shop", async () => {
  expect(goalOf(await press("/clock", { advance: "P1M" }))).toBe("/");
  const days = new Date(Date.now() + 28 * 86_400_000).toISOString().slice(0, 10);
  const now = /time is (\d{4}-\d\d-\d\d)/.exec(await shop())?.[1] ?? "";
  expect(now >= days).toBe(true);
  expect(goalOf(await press("/clock", { advance: "soon" }))).toContain("problem=");
});
