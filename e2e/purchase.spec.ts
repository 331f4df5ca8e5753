import { expect, expectNoAxeViolations, test } from "./support/fixtures";
import { openAs, openOrderAs, signInAs } from "./support/people";

test("buy, sign in, activate, see it become active, and find it as the publisher", async ({ page, simulator, browser }) => {
  await page.goto(simulator.url);
  await expectNoAxeViolations(page);
  const teamboard = page.getByRole("region", { name: "Teamboard" });
  await teamboard.getByLabel("Seats").fill("7");
  await teamboard.getByRole("button", { name: "Buy" }).click();
  const landingUrl = (await page.getByRole("link", { name: "Configure account now" }).getAttribute("href")) ?? "";
  expect(landingUrl).toContain("token=");
  await page.getByRole("link", { name: "Configure account now" }).click();

  // The token has left the address, and nothing of the purchase is told to somebody who has not signed in.
  await expect(page).toHaveURL(/\/landing\/teamboard\/order$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your purchase has arrived");
  await expect(page.getByText("auroradental")).toHaveCount(0);
  await expectNoAxeViolations(page);
  await page.getByRole("button", { name: "Sign in with Microsoft" }).click();
  await page.waitForURL(/authorize/);
  await expectNoAxeViolations(page);
  await signInAs(page, "Mira Soto");

  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Confirm your order");
  await expect(page.getByText("Teamboard by Northwind Labs").first()).toBeVisible();
  await expect(page.getByText("€6.50 per seat and month")).toBeVisible();
  await expect(page.getByText("€45.50 for 7 seats")).toBeVisible();
  await expect(page.getByLabel("Contact mail address")).toHaveValue("mira.soto@auroradental.example");
  await expectNoAxeViolations(page);
  await page.getByLabel("Contact mail address").fill("billing@auroradental.example");
  await page.getByRole("button", { name: "Activate subscription" }).click();

  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your subscription is being activated");
  await expectNoAxeViolations(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your subscription is active", { timeout: 20_000 });
  await expectNoAxeViolations(page);
  const manage = page.getByRole("link", { name: "Manage the subscription" });
  const path = (await manage.getAttribute("href")) ?? "";
  await manage.click();
  await expect(page).toHaveURL(new RegExp(`${path}$`));
  await expect(page.getByText("billing@auroradental.example")).toBeVisible();
  await expect(page.getByText("Active", { exact: true })).toBeVisible();
  await expectNoAxeViolations(page);

  await page.goto("/subscriptions");
  await expect(page.getByRole("row").filter({ has: page.locator(`a[href="${path}"]`) })).toContainText("Active");
  await expectNoAxeViolations(page);

  // Every later arrival is a visit to the manage page.
  await page.goto(landingUrl);
  await expect(page).toHaveURL(new RegExp(`${path}$`));

  const staff = await browser.newContext({ baseURL: new URL(page.url()).origin });
  const publisher = await staff.newPage();
  await openAs(publisher, "/publisher", "Priya Raman");
  await expect(publisher).toHaveURL(/\/publisher\/northwind-labs$/);
  const subscriptionId = path.split("/").pop() ?? "";
  await publisher.goto(`/publisher/northwind-labs/subscriptions?search=${subscriptionId}`);
  const row = publisher.getByRole("row").filter({ has: publisher.locator(`a[href$="${subscriptionId}"]`) });
  await expect(row).toContainText("Subscribed");
  await expectNoAxeViolations(publisher);
  await row.getByRole("link").click();
  await expect(publisher.getByRole("heading", { level: 1 })).toContainText("Teamboard");
  await expect(publisher.getByText("Mira Soto activated the subscription")).toBeVisible();
  await expect(publisher.getByText("Mira Soto opened the purchase on the landing page").first()).toBeVisible();
  await expectNoAxeViolations(publisher);
  await publisher.getByRole("button", { name: "Ask Microsoft now" }).click();
  await expect(publisher.getByText("Microsoft did not answer")).toHaveCount(0);
  await staff.close();
});

test("the whole way by keyboard alone", async ({ page, simulator }) => {
  const { landingUrl } = await simulator.purchase({ offerId: "ledgerlight", planId: "basic-monthly" });
  const press = async (name: string): Promise<void> => {
    for (let stop = 0; stop < 40; stop += 1) {
      await page.keyboard.press("Tab");
      // Between the last control and the first the focus is nowhere: on the body, which holds every text.
      const focused = await page.evaluate(() => (document.activeElement?.matches("body") ? "" : (document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "")));
      if (focused.includes(name)) return page.keyboard.press("Enter");
    }
    throw new Error(`the keyboard does not reach ${name}`);
  };
  await page.goto(landingUrl);
  await press("Sign in with Microsoft");
  await page.waitForURL(/authorize/);
  await press("Mira Soto");
  await page.waitForURL(/order$/);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await press("Activate subscription");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your subscription is active", { timeout: 20_000 });
  await press("Manage the subscription");
  await page.waitForURL(/\/subscriptions\//);
});

test("an activation that fails late says so, and charges nothing", async ({ page, simulator }) => {
  const { landingUrl } = await simulator.purchase({ offerId: "ledgerlight", planId: "basic-monthly", activation: "fails-late" });
  await openOrderAs(page, landingUrl, "Mira Soto");
  await page.getByRole("button", { name: "Activate subscription" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Microsoft could not activate this subscription", { timeout: 20_000 });
  await expect(page.getByText("You are not charged for it")).toBeVisible();
  await expectNoAxeViolations(page);
});

test("a free trial is told on the order", async ({ page, simulator }) => {
  const { landingUrl } = await simulator.purchase({ offerId: "ledgerlight", planId: "pro-monthly", freeTrial: true });
  await openOrderAs(page, landingUrl, "Mira Soto");
  await expect(page.getByText("It begins with a free trial")).toBeVisible();
});
