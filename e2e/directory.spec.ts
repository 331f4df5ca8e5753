import type { Page } from "@playwright/test";
import { expect, expectNoAxeViolations, expectNothingWiderThanTheWindow, test } from "./support/fixtures";
import { openOrderAs } from "./support/people";
import type { Simulator } from "./support/simulator";

/** A subscription with seats that this person manages; ends on its page Users. */
async function openUsers(page: Page, simulator: Simulator, persona: string, name: string): Promise<string> {
  const { landingUrl, subscriptionId } = await simulator.purchase({ offerId: "teamboard", planId: "team-monthly", quantity: 5, persona });
  await openOrderAs(page, landingUrl, name);
  await page.getByRole("button", { name: "Activate subscription" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your subscription is active", { timeout: 20_000 });
  await page.goto(`/subscriptions/${subscriptionId}/users`);
  return `/subscriptions/${subscriptionId}/users`;
}

/** Off to Microsoft from the card that says why. */
async function ask(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Look up colleagues" }).click();
  await page.waitForURL(/\/entra\/.*\/authorize/);
  await page.getByRole("button", { name, exact: true }).click();
}

test("a manager is asked once, looks colleagues up, and gives them seats", async ({ page, simulator }) => {
  const { tenantId } = await simulator.persona("jonas");
  const users = await openUsers(page, simulator, "jonas", "Jonas Weber");
  await expect(page.getByText("names and addresses of the people")).toBeVisible();
  await expectNoAxeViolations(page);

  await ask(page, "Jonas Weber");
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page).toHaveURL(new RegExp(`${users}\\?directory=declined$`));
  await expect(page.getByRole("status").filter({ hasText: "You did not agree" })).toContainText("invite people by their address");
  await expect(page.getByRole("link", { name: /whole organisation/ })).toHaveAttribute("href", new RegExp(`/${tenantId}/v2.0/adminconsent\\?`));
  await expectNoAxeViolations(page);

  await ask(page, "Mira Soto");
  await page.getByRole("button", { name: "Accept" }).click();
  await expect(page.getByText("Somebody else signed in at Microsoft")).toBeVisible();

  await ask(page, "Jonas Weber");
  await page.getByRole("button", { name: "Accept" }).click();
  await expect(page).toHaveURL(new RegExp(`${users}$`));
  const list = page.getByRole("list", { name: "Colleagues" });
  await expect(list.getByRole("checkbox")).toHaveCount(15);
  await page.getByRole("button", { name: "Show more people" }).press("Enter");
  await expect(list.getByRole("checkbox")).toHaveCount(30);
  await expect(list.getByRole("checkbox").nth(15)).toBeFocused();

  const field = page.getByRole("searchbox", { name: "Find colleagues" });
  await field.fill("sot");
  await expect(page.getByText("People shown: 1")).toBeVisible();
  await list.getByRole("checkbox", { name: /Mira Soto/ }).check();
  await field.fill("zoë");
  await list.getByRole("checkbox", { name: /Zoë/ }).check();
  await expect(page.getByText("Chosen: 2")).toBeVisible();
  await expectNoAxeViolations(page);
  await page.getByRole("button", { name: /^Remove Zoë/ }).press("Enter");
  await expect(page.getByRole("button", { name: "Remove Mira Soto" })).toBeFocused();
  await field.fill("nobody is called that");
  await field.press("Enter");
  await expect(page.getByText("Nobody is found for")).toBeVisible();
  await expectNothingWiderThanTheWindow(page);
  await page.getByRole("button", { name: "Give seats" }).click();
  await expect(page.getByText("1 seat given.")).toBeVisible();
  await field.fill("sot");
  await expect(list.getByRole("checkbox", { name: /Mira Soto/ })).toBeDisabled();
  await field.fill("zoë");
  await list.getByRole("checkbox", { name: /Zoë/ }).check();
  await page.getByRole("button", { name: "Give seats" }).click();
  await expect(page.getByRole("button", { name: /^Take the seat of Zoë/ })).toBeVisible();

  // Many at once, by keyboard.
  await page.getByRole("checkbox", { name: "Choose all on this page" }).press("Space");
  await expect(page.getByText("2 chosen")).toBeVisible();
  await page.getByRole("button", { name: "Take seats back" }).press("Enter");
  await expect(page.getByRole("alertdialog")).toContainText("Take 2 seats back?");
  await page.getByRole("alertdialog").getByRole("button", { name: "Take back" }).press("Enter");
  await expect(page.getByText("2 seats taken back.")).toBeVisible();
});

test("an administrator allows it; a directory that fails keeps what was chosen, and what is taken back is asked for again", async ({ page, simulator }) => {
  const stella = await simulator.persona("stella");
  await simulator.setUserConsent(stella, false);
  const users = await openUsers(page, simulator, "stella", "Stella Okafor");
  await ask(page, "Stella Okafor");
  await expect(page.getByText("Your organisation leaves this to its administrators")).toBeVisible();
  await page.getByRole("link", { name: /whole organisation/ }).click();
  await page.getByRole("button", { name: "Accept" }).click();
  await expect(page.getByText("The permission was given")).toBeVisible();

  await page.goto(users);
  await ask(page, "Stella Okafor");
  const list = page.getByRole("list", { name: "Colleagues" });
  await list.getByRole("checkbox").first().check();

  await simulator.setFaults([{ match: { path: "^/graph/" }, kind: "status", status: 429, retryAfter: 30, times: 1 }]);
  const field = page.getByRole("searchbox", { name: "Find colleagues" });
  await field.fill("stella");
  await expect(page.getByText("Try again in 30 seconds")).toBeVisible();
  await expect(page.getByText("Chosen: 1")).toBeVisible();
  await expectNoAxeViolations(page);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("People shown: 1")).toBeVisible();

  await simulator.setUserConsent(stella, true);
  await simulator.revokeDirectory(stella);
  await field.fill("");
  await expect(page.getByText("Microsoft wants to ask you again")).toBeVisible();
  await ask(page, "Stella Okafor");
  await page.getByRole("button", { name: "Accept" }).click();
  await expect(list).toBeVisible();
  await page.getByRole("button", { name: "Stop looking people up" }).click();
  await expect(page.getByText("Choose people from your organisation's directory")).toBeVisible();
  await expect(list).toBeHidden();
  await expect(page).toHaveURL(new RegExp(`${users}$`));
});
