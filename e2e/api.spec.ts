import type { APIRequestContext, Page } from "@playwright/test";
import { expect, expectNoAxeViolations, expectNothingWiderThanTheWindow, test } from "./support/fixtures";
import { openAs, openOrderAs } from "./support/people";

const LIST = "/api/v1/subscriptions";

/** Made on the page, as the publisher's staff do. */
async function makeKey(page: Page, publisher: string, owner: string, ...scopes: string[]): Promise<string> {
  await openAs(page, `/publisher/${publisher}/api-keys`, owner);
  await page.getByLabel("Name").fill(`Journey ${String(Date.now())}`);
  for (const scope of scopes) await page.getByLabel(scope).check();
  await page.getByRole("button", { name: "Create the key" }).click();
  return (await page.getByLabel("API key", { exact: true }).textContent()) ?? "";
}

const ask = async (request: APIRequestContext, path: string, key?: string) => {
  const answer = await request.get(path, { headers: key === undefined ? {} : { authorization: `Bearer ${key}` } });
  return { status: answer.status(), headers: answer.headers(), json: (await answer.json()) as Record<string, unknown> };
};

test("a publisher's system reads what was bought, by a key that its staff made", async ({ page, browser, simulator, portalUrl }) => {
  const { landingUrl, subscriptionId } = await simulator.purchase({ offerId: "ledgerlight", planId: "basic-monthly" });
  await openOrderAs(await (await browser.newContext({ baseURL: portalUrl })).newPage(), landingUrl, "Mira Soto");
  const key = await makeKey(page, "northwind-labs", "Priya Raman", "Read subscriptions");
  const { request } = await browser.newContext({ baseURL: portalUrl });

  const one = await ask(request, `${LIST}/${subscriptionId.toUpperCase()}`, key);
  expect([one.status, one.headers["cache-control"]]).toEqual([200, "no-store"]);
  expect(one.json).toMatchObject({ id: subscriptionId, offerId: "ledgerlight", planId: "basic-monthly", status: "PendingFulfillmentStart", term: { startDate: null } });
  const list = await ask(request, `${LIST}?limit=1&status=PendingFulfillmentStart&offerId=ledgerlight`, key);
  expect(list.status).toBe(200);
  expect(list.json.items).toHaveLength(1);

  expect(await ask(request, LIST)).toMatchObject({ status: 401, headers: { "www-authenticate": "Bearer", "content-type": "application/problem+json" }, json: { type: "urn:problem:unauthenticated" } });
  expect(await ask(request, `${LIST}/37f9dea2-4345-438f-b0bd-03d40d28c7e0`, key)).toMatchObject({ status: 404, json: { type: "urn:problem:not-found" } });
  expect(await ask(request, `${LIST}/all`, key)).toMatchObject({ status: 404, json: { type: "urn:problem:not-found" } });
  expect(await ask(request, "/api/v1/subscription", key)).toMatchObject({ status: 404, headers: { "content-type": "application/problem+json" } });
  expect(await ask(request, `${LIST}?limit=500`, key)).toMatchObject({ status: 400, json: { type: "urn:problem:invalid-input" } });
  expect((await request.post(LIST, { headers: { authorization: `Bearer ${key}` } })).status()).toBe(405);

  // The cookies of somebody signed in are no key, and a key for something else does not do.
  expect((await page.request.get(LIST)).status()).toBe(401);
  await page.goto("/publisher/northwind-labs/api-keys");
  await page.getByLabel("Name").fill(`Journey ${String(Date.now())}`);
  await page.getByLabel("Report usage").check();
  await page.getByRole("button", { name: "Create the key" }).click();
  const other = (await page.getByLabel("API key", { exact: true }).textContent()) ?? "";
  expect(await ask(request, LIST, other)).toMatchObject({ status: 403, json: { type: "urn:problem:forbidden" } });
});

test("a product gives a seat, asks whether somebody has one, and takes it back", async ({ page, browser, simulator, portalUrl }) => {
  const { landingUrl, subscriptionId } = await simulator.purchase({ offerId: "teamboard", planId: "team-monthly", quantity: 1 });
  const buyer = await (await browser.newContext({ baseURL: portalUrl })).newPage();
  await openOrderAs(buyer, landingUrl, "Mira Soto");
  const key = await makeKey(page, "northwind-labs", "Priya Raman", "Read subscriptions", "Read who has a license", "Assign and take back licenses", "Check whether a user has a license");
  const { request } = await browser.newContext({ baseURL: portalUrl });
  const headers = { authorization: `Bearer ${key}` };
  const LICENSES = `${LIST}/${subscriptionId}/licenses`;
  const { tenantId } = (await ask(request, `${LIST}/${subscriptionId}`, key)).json.beneficiary as { tenantId: string };
  const ada = crypto.randomUUID();
  // Other journeys buy for the same organisation.
  const give = (userId: string) => request.post(LICENSES, { headers, data: { userId, userPrincipalName: "ada@auroradental.example", tenantId } });
  const check = async (userId: string, offerId: string) => (await request.post("/api/v1/license-checks", { headers, data: { tenantId: tenantId.toUpperCase(), userId, offerId } })).json() as Promise<unknown>;

  const early = await give(ada);
  expect([early.status(), await early.json()]).toMatchObject([409, { type: "urn:problem:conflict", title: "The subscription is not active yet." }]);
  await buyer.getByRole("button", { name: "Activate subscription" }).click();
  await expect(buyer.getByRole("heading", { level: 1 })).toHaveText("Your subscription is active", { timeout: 20_000 });
  expect(await check(ada, "teamboard-preview")).toMatchObject({ licensed: false, reason: "not-assigned" });

  const given = await give(ada);
  const license = (await given.json()) as { id: string };
  expect([given.status(), license]).toMatchObject([201, { userId: ada, status: "assigned" }]);
  expect((await give(ada)).status()).toBe(200);
  expect((await give(crypto.randomUUID())).status()).toBe(409);
  expect(await check(ada.toUpperCase(), "teamboard")).toEqual({ licensed: true, reason: "assigned", subscriptionId, planId: "team-monthly", status: "Subscribed" });
  expect((await ask(request, `${LICENSES}?userId=${ada}`, key)).json.items).toMatchObject([{ id: license.id, userPrincipalName: "ada@auroradental.example" }]);

  const taken = await request.delete(`${LICENSES}/${license.id}`, { headers });
  expect([taken.status(), await taken.text()]).toEqual([204, ""]);
  expect((await request.delete(`${LICENSES}/${license.id}`, { headers })).status()).toBe(204);
  expect(await check(ada, "teamboard")).toMatchObject({ licensed: false, reason: "not-assigned" });
  expect((await ask(request, LICENSES, key)).json).toEqual({ items: [], nextCursor: null });
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`the API's page is read by anybody, ${colorScheme}`, async ({ page, request }, info) => {
    await page.emulateMedia({ colorScheme });
    await page.goto("/docs");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("API");
    await expect(page.getByRole("heading", { name: "List subscriptions" })).toBeVisible();
    await page.getByText("Example of the answer").first().click();
    await expect(page.getByRole("region", { name: "Answer: List subscriptions" })).toContainText('"nextCursor": null');
    await expectNoAxeViolations(page);
    await expectNothingWiderThanTheWindow(page);
    await page.screenshot({ path: info.outputPath(`docs-${colorScheme}.png`), fullPage: true });

    const document = (await (await request.get("/api/v1/openapi.json")).json()) as { openapi: string; paths: Record<string, unknown> };
    expect(document.openapi).toBe("3.1.0");
    for (const path of Object.keys(document.paths)) await expect(page.getByText(path, { exact: true }).first()).toBeVisible();
  });
}

test("the API's page needs no script, and its calls are copied with it", async ({ browser, page, portalUrl, context }) => {
  const plain = await (await browser.newContext({ baseURL: portalUrl, javaScriptEnabled: false })).newPage();
  await plain.goto("/docs");
  await plain.getByText("Example of the answer").first().click();
  await expect(plain.getByRole("region", { name: "Answer: List subscriptions" })).toBeVisible();

  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("/docs");
  await page.getByRole("button", { name: "Copy Call: List subscriptions" }).press("Enter");
  await expect(page.getByText("Copied")).toBeAttached();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(`curl "${portalUrl}/api/v1/subscriptions"`);
});
