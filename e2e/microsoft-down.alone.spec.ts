import { expect, expectNoAxeViolations, test } from "./support/fixtures";
import { openOrderAs, signInAs } from "./support/people";

// Faults hit whoever calls: these journeys run after all others, and one after the other.

const ledgerlight = { offerId: "ledgerlight", planId: "basic-monthly" };
const GUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
const heading = { level: 1 } as const;
const FAULTS = [
  { name: "500", fault: { kind: "status", status: 500 } },
  { name: "429 with a long Retry-After", fault: { kind: "status", status: 429, retryAfter: 60 } },
  { name: "nothing", fault: { kind: "drop" } },
  { name: "HTML", fault: { kind: "html" } },
  { name: "half a JSON", fault: { kind: "invalid-json" } },
] as const;

for (const { name, fault } of FAULTS) {
  test(`Resolve answers ${name}: the purchase waits, and comes with the next attempt`, async ({ page, simulator }) => {
    const { landingUrl } = await simulator.purchase(ledgerlight);
    await simulator.setFaults([{ match: { path: "/resolve$" }, ...fault }]);
    await openOrderAs(page, landingUrl, "Mira Soto");
    await expect(page.getByRole("heading", heading)).toHaveText("Microsoft does not answer at the moment");
    await expect(page.getByText("Your purchase is safe")).toBeVisible();
    const requestId = await page.getByText(GUID).innerText();
    await expectNoAxeViolations(page);
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByText(GUID)).not.toHaveText(requestId, { timeout: 20_000 });
    await expect(page.getByRole("heading", heading)).toHaveText("Microsoft does not answer at the moment");
    await simulator.setFaults([]);
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByRole("heading", heading)).toHaveText("Confirm your order");
  });
}

for (const { name, fault } of FAULTS.filter(({ fault: { kind } }) => kind === "status" || kind === "drop")) {
  test(`Activate answers ${name}: nothing is half done, and the next attempt works`, async ({ page, simulator }) => {
    const { landingUrl } = await simulator.purchase(ledgerlight);
    await openOrderAs(page, landingUrl, "Mira Soto");
    await simulator.setFaults([{ match: { path: "/activate$" }, ...fault }]);
    await page.getByRole("button", { name: "Activate subscription" }).click();
    await expect(page.getByText("Microsoft has not answered yet")).toBeVisible({ timeout: 20_000 });
    // Nobody knows whether it was carried out: the page does not say that it was not.
    await expect(page.getByText("Nothing has been activated")).toHaveCount(0);
    await simulator.setFaults([]);
    await page.getByRole("button", { name: "Activate subscription" }).click();
    await expect(page.getByRole("heading", heading)).toHaveText("Your subscription is active", { timeout: 20_000 });
  });
}

test("Activate is carried out, but every answer is lost: nobody activates twice", async ({ page, simulator }) => {
  const { landingUrl, subscriptionId } = await simulator.purchase(ledgerlight);
  await openOrderAs(page, landingUrl, "Mira Soto");
  await simulator.setFaults([{ match: { path: "/activate$" }, kind: "lost-answer" }]);
  await page.getByRole("button", { name: "Activate subscription" }).click();
  await expect(page.getByText("Microsoft has not answered yet")).toBeVisible({ timeout: 20_000 });
  await simulator.setFaults([]);
  await page.getByRole("button", { name: "Activate subscription" }).click();
  await expect(page.getByRole("heading", heading)).toHaveText("Your subscription is active", { timeout: 20_000 });
  const { subscriptions } = await simulator.control();
  expect(subscriptions.find(({ id }) => id === subscriptionId)?.status).toBe("Subscribed");
});

test("the price cannot be read: the order is shown all the same", async ({ page, simulator }) => {
  const { landingUrl } = await simulator.purchase(ledgerlight);
  await simulator.setFaults([{ match: { path: "/listAvailablePlans$" }, kind: "status", status: 500 }]);
  await openOrderAs(page, landingUrl, "Mira Soto");
  await expect(page.getByRole("heading", heading)).toHaveText("Confirm your order");
  await expect(page.getByText("As shown in the Microsoft marketplace when you bought it")).toBeVisible();
});

test("Entra's token endpoint is down: the sign-in says so, and works afterwards", async ({ page, simulator }) => {
  const { landingUrl } = await simulator.purchase(ledgerlight);
  await simulator.setFaults([{ match: { path: "/common/oauth2/v2.0/token$" }, kind: "drop" }]);
  await page.goto(landingUrl);
  await page.getByRole("button", { name: "Sign in with Microsoft" }).click();
  await signInAs(page, "Mira Soto");
  await expect(page.getByText("Microsoft's sign-in service does not answer at the moment")).toBeVisible();
  await simulator.setFaults([]);
  await page.getByRole("button", { name: "Sign in with Microsoft" }).click();
  await signInAs(page, "Mira Soto");
  await expect(page.getByRole("heading", heading)).toHaveText("Confirm your order");
});

test("keys roll over between two sign-ins", async ({ page, simulator, context }) => {
  const { landingUrl } = await simulator.purchase(ledgerlight);
  await openOrderAs(page, landingUrl, "Mira Soto");
  await simulator.rotateKeys();
  await context.clearCookies({ name: /next-auth/ });
  await page.reload();
  await page.getByRole("button", { name: "Sign in with Microsoft" }).click();
  await signInAs(page, "Mira Soto");
  await expect(page.getByRole("heading", heading)).toHaveText("Confirm your order");
});

test("an expired client secret of the publisher is the publisher's problem, told without a detail", async ({ page, simulator }) => {
  const { landingUrl } = await simulator.purchase({ offerId: "ledgerlight", planId: "basic-monthly" });
  // The portal keeps a good token for a while: refusing it makes the portal fetch another, which fails.
  await simulator.setSecretExpired("northwind-labs", true);
  await simulator.setFaults([{ match: { path: "/resolve$" }, kind: "status", status: 403 }]);
  await openOrderAs(page, landingUrl, "Mira Soto");
  await simulator.setSecretExpired("northwind-labs", false);
  await expect(page.getByRole("heading", heading)).toHaveText("Northwind Labs has to look into this");
  await expect(page.getByText("AADSTS")).toHaveCount(0);
});
