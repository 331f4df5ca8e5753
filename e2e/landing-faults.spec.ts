import { expect, expectNoAxeViolations, test } from "./support/fixtures";
import { openOrderAs, signInAs } from "./support/people";

const ledgerlight = { offerId: "ledgerlight", planId: "basic-monthly" };
const heading = { level: 1 } as const;

test("no token, a damaged one, one of 10 kB, junk: each says what to do", async ({ page }) => {
  for (const [address, title] of [
    ["/landing/ledgerlight", "No purchase has been handed over"],
    ["/landing/ledgerlight?token=", "No purchase has been handed over"],
    ["/landing/ledgerlight?token=%E0%A4%A", "This link is damaged"],
    [`/landing/ledgerlight?token=${"A".repeat(10_000)}`, "This link is damaged"],
  ] as const) {
    await page.goto(address);
    await expect(page.getByRole("heading", heading)).toHaveText(title);
    await expect(page.getByText("choose “Configure account”")).toBeVisible();
    expect(page.url()).not.toContain("token=");
  }
  await expectNoAxeViolations(page);

  await openOrderAs(page, "/landing/ledgerlight?token=bm90IGEgdG9rZW4%3D", "Mira Soto");
  await expect(page.getByRole("heading", heading)).toHaveText("This link is not valid any more");
  await expectNoAxeViolations(page);
});

test("an offer that is not there, and an address without one", async ({ page, request }) => {
  const unknown = await request.get("/landing/nobody?token=abc");
  expect(unknown.status()).toBe(404);
  expect((await request.get("/landing?token=abc")).status()).toBe(404);
  expect(await unknown.text()).toContain("There is no such offer here");
  await page.context().clearCookies();
});

test("a token of the publisher's other offer leads to that offer", async ({ page, simulator }) => {
  const { token } = await simulator.purchase({ offerId: "teamboard", planId: "team-monthly", quantity: 3 });
  await openOrderAs(page, `/landing/ledgerlight?token=${encodeURIComponent(token)}`, "Mira Soto");
  await expect(page).toHaveURL(/\/landing\/teamboard\/order$/);
  await expect(page.getByRole("heading", heading)).toHaveText("Confirm your order");
});

test("a token of another publisher is refused with a request id", async ({ page, simulator }) => {
  const { token } = await simulator.purchase({ offerId: "inkwell", planId: "standard-monthly" });
  await openOrderAs(page, `/landing/ledgerlight?token=${encodeURIComponent(token)}`, "Mira Soto");
  await expect(page.getByRole("heading", heading)).toHaveText("Northwind Labs has to look into this");
  await expect(page.getByText("Request id", { exact: true })).toBeVisible();
  await expectNoAxeViolations(page);
});

test("a purchase of an offer in preview arrives at its offer", async ({ page, simulator }) => {
  const { landingUrl } = await simulator.purchase({ ...ledgerlight, preview: true });
  await openOrderAs(page, landingUrl, "Mira Soto");
  await expect(page.getByRole("heading", heading)).toHaveText("Confirm your order");
});

test("a double click activates once", async ({ page, simulator }) => {
  const { landingUrl, subscriptionId } = await simulator.purchase(ledgerlight);
  await openOrderAs(page, landingUrl, "Mira Soto");
  await page.getByRole("button", { name: "Activate subscription" }).dblclick();
  await expect(page.getByRole("heading", heading)).toHaveText("Your subscription is active", { timeout: 20_000 });
  const requests = await simulator.requests();
  expect(requests.filter(({ path }) => path.endsWith(`${subscriptionId}/activate`))).toHaveLength(1);
});

test("two tabs with two purchases: each activates its own", async ({ page, context, simulator }) => {
  const first = await simulator.purchase(ledgerlight);
  const second = await simulator.purchase({ offerId: "ledgerlight", planId: "pro-annual" });
  await openOrderAs(page, first.landingUrl, "Mira Soto");
  await expect(page.getByText("Basic")).toBeVisible();
  const other = await context.newPage();
  await other.goto(second.landingUrl);
  await expect(other.getByText("Pro, yearly")).toBeVisible();

  await page.getByRole("button", { name: "Activate subscription" }).click();
  await page.waitForTimeout(500);
  const requests = await simulator.requests();
  expect(requests.filter(({ path }) => path.endsWith(`${first.subscriptionId}/activate`))).toHaveLength(1);
  expect(requests.filter(({ path }) => path.endsWith(`${second.subscriptionId}/activate`))).toHaveLength(0);
  await page.goto(`/subscriptions/${first.subscriptionId}`);
  await expect(page.getByText("Active", { exact: true })).toBeVisible({ timeout: 20_000 });
});

test("back to the form after activating, and pressing again: no second activation", async ({ page, simulator }) => {
  const { landingUrl, subscriptionId } = await simulator.purchase(ledgerlight);
  await openOrderAs(page, landingUrl, "Mira Soto");
  await page.getByRole("button", { name: "Activate subscription" }).click();
  await expect(page.getByRole("heading", heading)).toHaveText("Your subscription is active", { timeout: 20_000 });
  await page.getByRole("link", { name: "Manage the subscription" }).click();
  await page.waitForURL(/\/subscriptions\//);
  await page.goBack();
  await expect(page.getByRole("button", { name: "Activate subscription" })).toHaveCount(0);
  const requests = await simulator.requests();
  expect(requests.filter(({ path }) => path.endsWith(`${subscriptionId}/activate`))).toHaveLength(1);
});

test("a session that ends between the steps loses nothing", async ({ page, context, simulator }) => {
  const { landingUrl } = await simulator.purchase(ledgerlight);
  await openOrderAs(page, landingUrl, "Mira Soto");
  await expect(page.getByRole("heading", heading)).toHaveText("Confirm your order");
  await context.clearCookies({ name: /next-auth/ });
  await page.getByRole("button", { name: "Activate subscription" }).click();
  await expect(page.getByText("You were signed out in the meantime")).toBeVisible();
  await page.getByRole("button", { name: "Sign in with Microsoft" }).click();
  await signInAs(page, "Mira Soto");
  await page.getByRole("button", { name: "Activate subscription" }).click();
  await expect(page.getByRole("heading", heading)).toHaveText("Your subscription is active", { timeout: 20_000 });
});

test("leaving the sign-in says so and leads back", async ({ page, simulator }) => {
  const { landingUrl } = await simulator.purchase(ledgerlight);
  await page.goto(landingUrl);
  await page.getByRole("button", { name: "Sign in with Microsoft" }).click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByText("You left the sign-in before it was finished")).toBeVisible();
  await expectNoAxeViolations(page);
  await page.getByRole("button", { name: "Sign in with Microsoft" }).click();
  await signInAs(page, "Mira Soto");
  await expect(page.getByRole("heading", heading)).toHaveText("Confirm your order");
});

test("without script, the whole way works", async ({ browser, simulator, portalUrl }) => {
  const page = await (await browser.newContext({ baseURL: portalUrl, javaScriptEnabled: false })).newPage();
  const { landingUrl } = await simulator.purchase(ledgerlight);
  await openOrderAs(page, landingUrl, "Mira Soto");
  await page.getByRole("button", { name: "Activate subscription" }).click();
  await expect(page.getByRole("heading", heading)).toHaveText("Your subscription is being activated");
  await page.waitForTimeout(2500);
  await page.getByRole("button", { name: "Check now" }).click();
  await expect(page.getByRole("heading", heading)).toHaveText("Your subscription is active");
});

test("another account finds the purchase that this browser brought; who comes after a sign-out finds neither it nor an invitation", async ({ page, context, simulator }) => {
  const kept = async (): Promise<string[]> => (await context.cookies()).map(({ name }) => name).filter((name) => /^portal\.(invitation|landing)$/.test(name)).sort();
  const { landingUrl } = await simulator.purchase(ledgerlight);
  await page.goto(`/invitation?token=${"x".repeat(43)}`);
  await openOrderAs(page, landingUrl, "Mira Soto");
  await page.getByRole("button", { name: "Use another account" }).click();
  await signInAs(page, "Jonas Weber");
  await expect(page.getByRole("heading", heading)).toHaveText("A colleague bought this");
  expect(await kept()).toEqual(["portal.invitation", "portal.landing"]);

  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/signedOut/);
  expect(await kept()).toEqual([]);
  await page.goto("/landing/ledgerlight/order");
  await expect(page.getByRole("heading", heading)).toHaveText("No purchase has been handed over");
});

test("a link that somebody made up, opened on top of a purchase, does not hide it", async ({ page, simulator }) => {
  const { landingUrl } = await simulator.purchase(ledgerlight);
  await page.goto(landingUrl);
  await openOrderAs(page, "/landing/ledgerlight?token=bm90IGEgdG9rZW4%3D", "Mira Soto");
  await expect(page.getByRole("heading", heading)).toHaveText("Confirm your order");
  await page.goto("/landing/ledgerlight?token=YW5vdGhlcg%3D%3D");
  await expect(page.getByRole("heading", heading)).toHaveText("Confirm your order");
});
