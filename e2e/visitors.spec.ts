import { expect, expectNoAxeViolations, test } from "./support/fixtures";
import { openAs, openOrderAs, signInAs } from "./support/people";

const ledgerlight = { offerId: "ledgerlight", planId: "basic-monthly" };
const heading = { level: 1 } as const;

test("a purchase through a reseller is claimed by the customer's first person, who becomes its manager", async ({ page, simulator, browser, portalUrl }) => {
  const { landingUrl, subscriptionId } = await simulator.purchase({ ...ledgerlight, csp: true });
  await openOrderAs(page, landingUrl, "Jonas Weber");
  await expect(page.getByText("You are the first of your organisation to open it")).toBeVisible();
  await expectNoAxeViolations(page);

  // The next one of the organisation is a colleague.
  const second = await (await browser.newContext({ baseURL: portalUrl })).newPage();
  await openOrderAs(second, landingUrl, "Mira Soto");
  await expect(second.getByRole("heading", heading)).toHaveText("A colleague bought this");
  await expectNoAxeViolations(second);

  await page.getByRole("button", { name: "Activate subscription" }).click();
  await expect(page.getByRole("heading", heading)).toHaveText("Your subscription is active", { timeout: 20_000 });
  await page.goto(`/subscriptions/${subscriptionId}`);
  await expect(page.getByText("A reseller bought this for you")).toBeVisible();
});

test("the reseller's staff activate for their customer", async ({ page, simulator }) => {
  const { landingUrl, subscriptionId } = await simulator.purchase({ ...ledgerlight, csp: true });
  await openOrderAs(page, landingUrl, "Rico Lindqvist");
  for (const path of [null, `/subscriptions/${subscriptionId}`, "/landing/ledgerlight/order"]) {
    if (path !== null) await page.goto(path);
    await expect(page.getByText("You act for your customer, as their reseller")).toBeVisible();
    await expect(page.getByLabel("Contact mail address")).toHaveValue("rico@cloudwise.example");
    expect(await page.content()).not.toContain("auroradental");
  }
  await page.getByRole("button", { name: "Activate subscription" }).click();
  await expect(page.getByRole("heading", heading)).toHaveText("Your subscription is active", { timeout: 20_000 });
  await page.goto(`/subscriptions/${subscriptionId}`);
  await expect(page.getByText("You see this subscription as its reseller")).toBeVisible();
  await expect(page.getByText("Used by")).toHaveCount(0);
});

test("a personal account buys for itself, and no other personal account sees it", async ({ page, simulator }) => {
  const { landingUrl, subscriptionId } = await simulator.purchase({ ...ledgerlight, persona: "paula" });
  await openOrderAs(page, landingUrl, "Paula Brandt");
  await expect(page.getByRole("heading", heading)).toHaveText("Confirm your order");
  await page.getByRole("button", { name: "Activate subscription" }).click();
  await expect(page.getByRole("heading", heading)).toHaveText("Your subscription is active", { timeout: 20_000 });
  await page.goto("/subscriptions");
  await expect(page.locator(`a[href="/subscriptions/${subscriptionId}"]`)).toBeVisible();
  await expect(page.getByText("What you bought in the Microsoft marketplace")).toBeVisible();
});

test("a guest is signed in at home first, and then at the organisation that bought", async ({ page, simulator }) => {
  const { landingUrl } = await simulator.purchase({ ...ledgerlight, persona: "nadia" });
  await openOrderAs(page, landingUrl, "Nadia Haddad");
  await expect(page.getByRole("heading", heading)).toHaveText("You seem to be a guest of the organisation that bought this");
  await expectNoAxeViolations(page);
  await page.getByRole("button", { name: "Sign in at that organisation" }).click();
  await page.waitForURL(/\/entra\/[0-9a-f-]{36}\//);
  await signInAs(page, "Nadia Haddad");
  await expect(page.getByRole("heading", heading)).toHaveText("Confirm your order");
  await page.getByRole("button", { name: "Activate subscription" }).click();
  await expect(page.getByRole("heading", heading)).toHaveText("Your subscription is active", { timeout: 20_000 });
});

test("a colleague is told whom to ask, and cannot activate", async ({ page, simulator }) => {
  const { landingUrl } = await simulator.purchase(ledgerlight);
  await openOrderAs(page, landingUrl, "Jonas Weber");
  await expect(page.getByRole("heading", heading)).toHaveText("A colleague bought this");
  await expect(page.getByText("mira.soto@auroradental.example")).toBeVisible();
  await expect(page.getByRole("button", { name: "Activate subscription" })).toHaveCount(0);
});

test("a stranger learns nothing and can change the account", async ({ page, simulator }) => {
  const { landingUrl, subscriptionId } = await simulator.purchase(ledgerlight);
  await openOrderAs(page, landingUrl, "Stella Okafor");
  await expect(page.getByRole("heading", heading)).toHaveText("This was bought with another account");
  await expect(page.getByText("stella.okafor@harbor.example")).toBeVisible();
  await expect(page.getByText("auroradental")).toHaveCount(0);
  await expect(page.getByText("Basic")).toHaveCount(0);
  await expectNoAxeViolations(page);

  await page.getByRole("button", { name: "Sign in with another account" }).click();
  await signInAs(page, "Mira Soto");
  await expect(page.getByRole("heading", heading)).toHaveText("Confirm your order");
  expect(subscriptionId).toMatch(/-/);
});

test.describe("what belongs to somebody else is not there", () => {
  test.use({ expectedConsoleErrors: [/404/] });

  test("another tenant's subscription, another publisher, no staff at all", async ({ page, simulator }) => {
    const { landingUrl, subscriptionId } = await simulator.purchase(ledgerlight);
    await openOrderAs(page, landingUrl, "Stella Okafor");
    for (const path of [`/subscriptions/${subscriptionId}`, "/subscriptions/no-id", "/publisher/northwind-labs/subscriptions", `/publisher/northwind-labs/subscriptions/${subscriptionId}`, "/publisher/nobody/subscriptions", "/landing/nobody/order"]) {
      const answer = await page.goto(path);
      expect(answer?.status(), path).toBe(404);
    }
    await expectNoAxeViolations(page);
    await page.goto("/publisher");
    await expect(page.getByRole("heading", heading)).toHaveText("You are not on any publisher's staff");
    await expectNoAxeViolations(page);
    await page.goto("/subscriptions");
    await expect(page.getByRole("heading", heading)).toHaveText("My subscriptions");
    await expect(page.locator(`a[href*="${subscriptionId}"]`)).toHaveCount(0);
  });

  test("somebody of the publisher's tenant who is not on its staff", async ({ page }) => {
    await openAs(page, "/publisher", "Tove Nilsen");
    await expect(page.getByRole("heading", heading)).toHaveText("You are not on any publisher's staff");
    expect((await page.goto("/publisher/northwind-labs/subscriptions"))?.status()).toBe(404);
    await page.goto("/subscriptions");
    await expect(page.getByText("Nothing here yet")).toBeVisible();
    await expectNoAxeViolations(page);
    await page.goto("/licenses");
    await expect(page.getByText("You have no license yet")).toBeVisible();
    await expectNoAxeViolations(page);
  });
});

test("a sign-in comes back to the very page that was asked for", async ({ page, simulator, browser, portalUrl }) => {
  const { landingUrl, subscriptionId } = await simulator.purchase(ledgerlight);
  await openOrderAs(page, landingUrl, "Mira Soto");
  const staff = await (await browser.newContext({ baseURL: portalUrl })).newPage();
  await openAs(staff, `/publisher/northwind-labs/subscriptions/${subscriptionId}`, "Priya Raman");
  await expect(staff).toHaveURL(new RegExp(`/publisher/northwind-labs/subscriptions/${subscriptionId}$`));
  await expect(staff.getByText("Nobody has confirmed the order on the landing page yet")).toBeVisible();
});
