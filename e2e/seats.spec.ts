import { expect, expectNoAxeViolations, expectNothingWiderThanTheWindow, test } from "./support/fixtures";
import { openAs, openOrderAs, signInAs } from "./support/people";

const teamboard = { offerId: "teamboard", planId: "team-monthly", quantity: 2 };
const heading = { level: 1 } as const;

test("a colleague asks, a manager gives, a link gives the last seat, and one is taken back", async ({ page, browser, simulator, portalUrl }) => {
  const { landingUrl, subscriptionId } = await simulator.purchase(teamboard);
  await openOrderAs(page, landingUrl, "Mira Soto");
  await page.getByRole("button", { name: "Activate subscription" }).click();
  await expect(page.getByRole("heading", heading)).toHaveText("Your subscription is active", { timeout: 20_000 });

  const jonas = await (await browser.newContext({ baseURL: portalUrl })).newPage();
  await openAs(jonas, `/subscriptions/${subscriptionId}`, "Jonas Weber");
  await expect(jonas.getByText("You have no seat")).toBeVisible();
  await expect(jonas.getByRole("navigation", { name: "Pages of this subscription" })).toHaveCount(0);
  await expectNoAxeViolations(jonas);
  await jonas.getByLabel("Note to the managers").fill("I start on Monday");
  await jonas.getByRole("button", { name: "Ask for a seat" }).click();
  await expect(jonas.getByText("The managers see your request.")).toBeVisible();

  await page.goto(`/subscriptions/${subscriptionId}/users`);
  await expect(page.getByText("0 of 2 seats taken")).toBeVisible();
  await expect(page.getByText("I start on Monday")).toBeVisible();
  await expectNoAxeViolations(page);
  await expectNothingWiderThanTheWindow(page);
  await page.getByRole("button", { name: "Give Jonas Weber what they ask for" }).click();
  await expect(page.getByText("1 of 2 seats taken")).toBeVisible();

  await page.getByLabel("Mail address or user name").fill("zoe@auroradental.example");
  await page.getByRole("button", { name: "Make the link" }).click();
  const link = await page.getByLabel("Link to the seat").innerText();
  await expect(page.getByText("2 of 2 seats taken")).toBeVisible();
  await expectNoAxeViolations(page);

  const zoe = await (await browser.newContext({ baseURL: portalUrl })).newPage();
  await zoe.goto(link);
  expect(zoe.url()).not.toContain("token");
  await zoe.getByRole("button", { name: "Sign in with Microsoft" }).click();
  await signInAs(zoe, "Zoë Đặng-Łukasiewicz");
  await expect(zoe.getByRole("heading", heading)).toHaveText("A seat for you");
  await expectNoAxeViolations(zoe);
  await zoe.getByRole("button", { name: "Accept the seat" }).click();
  await expect(zoe.getByRole("heading", heading)).toHaveText("My licenses");
  await expect(zoe.getByText("You have a seat")).toBeVisible();
  await expectNoAxeViolations(zoe);

  await page.goto(`/subscriptions/${subscriptionId}/users`);
  await page.getByRole("button", { name: "Take the seat of Jonas Weber back" }).click();
  await expect(page.getByRole("alertdialog")).toContainText("They lose access to the product");
  await page.getByRole("alertdialog").getByRole("button", { name: "Take back" }).click();
  await expect(page.getByText("1 seat taken back.")).toBeVisible();
  await expect(page.getByText("1 of 2 seats taken")).toBeVisible();
  await jonas.goto("/licenses");
  await expect(jonas.locator(`a[href="/subscriptions/${subscriptionId}"]`)).toHaveCount(0);
});

test("by keyboard alone: a colleague becomes a manager, the first one steps down, and links are made and taken back", async ({ page, browser, simulator, portalUrl }) => {
  const { landingUrl, subscriptionId } = await simulator.purchase({ ...teamboard, quantity: 3 });
  await openOrderAs(page, landingUrl, "Mira Soto");
  await page.getByRole("button", { name: "Activate subscription" }).press("Enter");
  await expect(page.getByRole("heading", heading)).toHaveText("Your subscription is active", { timeout: 20_000 });
  const jonas = await (await browser.newContext({ baseURL: portalUrl })).newPage();
  await openAs(jonas, `/subscriptions/${subscriptionId}`, "Jonas Weber");
  await jonas.getByRole("button", { name: "Ask to become a manager" }).click();
  await expect(jonas.getByText("You asked to become a manager.")).toBeVisible();

  await page.goto(`/subscriptions/${subscriptionId}/managers`);
  await expectNoAxeViolations(page);
  await expect(page.getByText("The last manager cannot be removed.")).toBeVisible();
  await page.getByRole("button", { name: "Give Jonas Weber what they ask for" }).press("Enter");
  await expect(page.getByRole("button", { name: "Remove Jonas Weber from the managers" })).toBeVisible();
  await expectNothingWiderThanTheWindow(page);
  await page.getByRole("button", { name: "Step down" }).press("Enter");
  await page.getByRole("alertdialog").getByRole("button", { name: "Step down" }).press("Enter");
  await expect(page.getByRole("heading", { name: "You have no seat" })).toBeVisible();
  await page.goto(`/subscriptions/${subscriptionId}/users`);
  await expect(page).toHaveURL(new RegExp(`/subscriptions/${subscriptionId}$`));

  for (const user of ["one@auroradental.example", "two@auroradental.example"]) {
    await jonas.goto(`/subscriptions/${subscriptionId}/users`);
    await jonas.getByLabel("Mail address or user name").fill(user);
    await jonas.getByLabel("Mail address or user name").press("Enter");
    await expect(jonas.getByLabel("Link to the seat")).toBeVisible();
  }
  await expect(jonas.getByText("2 of 3 seats taken")).toBeVisible();
  await jonas.getByRole("button", { name: "Take the invitation of two@auroradental.example back" }).press("Enter");
  await jonas.getByRole("alertdialog").getByRole("button", { name: "Take back" }).press("Enter");
  await expect(jonas.getByText("1 of 3 seats taken")).toBeVisible();
});
