import type { Page } from "@playwright/test";
import { expect, expectNoAxeViolations, expectNothingWiderThanTheWindow, test } from "./support/fixtures";
import { openAs, openOrderAs } from "./support/people";

const inbox = "/publisher/northwind-labs/inbox";

async function looksRight(page: Page): Promise<void> {
  await expectNothingWiderThanTheWindow(page);
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator("html")).toHaveClass(new RegExp(`\\b${colorScheme}\\b`));
    await expectNoAxeViolations(page);
  }
}

test("a change of seats is seen in the inbox: decided, applied, masked, revealed and replayed; a forged call is counted", async ({ page, browser, simulator, portalUrl }) => {
  test.setTimeout(180_000);
  await simulator.setWebhook("teamboard", `${portalUrl}/api/webhook/teamboard`);
  const { landingUrl, subscriptionId } = await simulator.purchase({ offerId: "teamboard", planId: "team-annual", quantity: 12, persona: "mira" });
  const customer = await (await browser.newContext({ baseURL: portalUrl })).newPage();
  await openOrderAs(customer, landingUrl, "Mira Soto");
  await customer.getByRole("button", { name: "Activate subscription" }).click();
  await expect(customer.getByRole("heading", { level: 1 })).toHaveText("Your subscription is active", { timeout: 20_000 });
  await customer.context().close();

  await simulator.setWebhookFaults([{ match: { subscriptionId }, token: "wrong-audience", isExtra: true, times: 1 }]);
  await simulator.change(subscriptionId, "change-quantity", { quantity: 9 });
  await simulator.settleWebhooks();

  // The list: found by the subscription's id, and applied as soon as Microsoft is done.
  await openAs(page, `${inbox}?search=${subscriptionId}&action=ChangeQuantity`, "Priya Raman");
  const row = page.getByRole("row").filter({ hasText: "Change of seats" });
  await expect(async () => {
    await page.reload();
    await expect(row.getByText("Applied", { exact: true })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 60_000 });
  await expect(row).toHaveCount(1);
  await expect(row.getByText("Accepted", { exact: true })).toBeVisible();
  await expect(row.getByText("Customer or Microsoft")).toBeVisible();
  await expect(row.locator(`a[href$="/subscriptions/${subscriptionId}"]`)).toHaveText("Teamboard - Mira Soto");
  await expect(page.getByText("Its token is meant for another application").first()).toBeVisible();
  await looksRight(page);

  // The call itself, without saying whom it is about.
  await row.getByRole("link", { name: "Change of seats" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Change of seats");
  await expect(page.getByText("12 → 9").first()).toBeVisible();
  await expect(page.getByRole("list", { name: "Steps" }).getByText("The subscription was brought up to date")).toBeVisible();
  const body = page.getByRole("region", { name: /^Body/ });
  await expect(body).toContainText("[mail address]");
  await expect(body).toContainText(subscriptionId);
  expect(await page.content()).not.toContain("mira.soto@");
  await looksRight(page);

  await page.getByRole("button", { name: "Show personal data" }).click();
  await expect(body).toContainText("mira.soto@auroradental.example");
  await looksRight(page);
  await page.getByRole("button", { name: "Hide personal data" }).click();
  await expect(body).not.toContainText("mira.soto@");

  await page.getByRole("button", { name: "Replay" }).click();
  await looksRight(page);
  await page.getByRole("alertdialog").getByRole("button", { name: "Replay" }).click();
  await expect(page.getByText("The call is processed again")).toBeVisible();
  await expect(page.getByRole("link", { name: "Replay 1" })).toBeVisible();
  // The page follows by itself.
  await expect(page.getByText("Nothing to change", { exact: true }).first()).toBeVisible({ timeout: 30_000 });
  await looksRight(page);
  await page.getByRole("link", { name: "Replay 1" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Look after a call of Microsoft's");

  await page.goto("/publisher/northwind-labs/audit");
  await expect(page.getByText("Personal data of a call seen").first()).toBeVisible();
  await expect(page.getByText("Calls processed again").first()).toBeVisible();

  // Once is once: the replay wrote no second action.
  await page.goto(`/publisher/northwind-labs/subscriptions/${subscriptionId}`);
  await expect(page.getByText("ChangeQuantity", { exact: true }).and(page.locator(".font-medium"))).toHaveCount(1);
});

test("what the address asks for is what is shown, also where there is no such thing", async ({ page, simulator, portalUrl }) => {
  await simulator.setWebhook("ledgerlight", `${portalUrl}/api/webhook/ledgerlight`);
  await openAs(page, inbox, "Priya Raman");
  for (const strange of ["state=gone", "outcome=x", "decision=maybe", "action=Dance", "offer=nobodys", "source=Mars", "from=tomorrow", "to=2026-02-30", "search=nobody-is-called-like-this"]) {
    await page.goto(`${inbox}?${strange}`);
    await expect(page.getByText("Nothing matches"), strange).toBeVisible();
    await expect(page.getByRole("link", { name: /^Clear/ }).first(), strange).toBeVisible();
  }
  await looksRight(page);
  await page.goto(`${inbox}?cursor=x&state=failed`);
  await expect(page).toHaveURL(/inbox\?state=failed$/);
});

test.describe("a call of nobody", () => {
  test.use({ expectedConsoleErrors: [/404/] });

  test("is not found", async ({ page }) => {
    await openAs(page, inbox, "Priya Raman");
    for (const number of ["999999999", "x", "0", "99999999999999"]) expect((await page.goto(`${inbox}/${number}`))?.status()).toBe(404);
  });
});
