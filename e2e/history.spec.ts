import { readFile } from "node:fs/promises";
import { expect, expectNoAxeViolations, test } from "./support/fixtures";
import { openAs, openOrderAs } from "./support/people";

test.describe("the history of a subscription", () => {
  test.use({ expectedConsoleErrors: [/404/] });

  test("is narrowed down and taken along by its manager, and is nobody else's", async ({ page, simulator, browser, portalUrl }) => {
    const { landingUrl, subscriptionId } = await simulator.purchase({ offerId: "teamboard", planId: "team-annual", quantity: 12, persona: "mira" });
    await openOrderAs(page, landingUrl, "Mira Soto");
    await page.getByRole("button", { name: "Activate subscription" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your subscription is active", { timeout: 20_000 });
    await simulator.setWebhook("teamboard", `${portalUrl}/api/webhook/teamboard`);
    await simulator.change(subscriptionId, "change-quantity", { quantity: 15 });
    await simulator.settleWebhooks();

    const path = `/subscriptions/${subscriptionId}/history`;
    const lines = page.locator("#history").getByRole("listitem");
    await expect(async () => {
      await page.goto(path);
      await expect(lines.filter({ hasText: "The number of seats was changed from 12 to 15." })).toHaveCount(1, { timeout: 1_000 });
    }).toPass({ timeout: 20_000 });
    await expect(lines.filter({ hasText: /Mira Soto.* activated the subscription\./ })).toHaveCount(1);

    await page.getByLabel("What happened").selectOption("Activation");
    await page.getByLabel("Person").fill("mira");
    await page.getByRole("button", { name: "Apply" }).click();
    await expect(page).toHaveURL(/type=activation&search=mira/);
    await expect(lines.filter({ hasText: "The number of seats" })).toHaveCount(0);
    await expect(lines.filter({ hasText: "activated" })).toHaveCount(1);
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Export CSV" }).click();
    const file = await readFile(await (await download).path(), "utf8");
    expect(file).toContain("timeUtc,what,who,user,planBefore,planAfter,seatsBefore,seatsAfter\r\n");
    expect(file).toContain("Mira Soto activated the subscription.,Mira Soto,");
    expect(file).not.toContain("seats was changed");
    await page.goto(`${path}?from=2999-01-01`);
    await expect(page.getByText("Nothing in the history fits")).toBeVisible();
    await expectNoAxeViolations(page);
    await page.getByRole("link", { name: "Show everything" }).click();
    await expect(lines.filter({ hasText: "from 12 to 15" })).toHaveCount(1);

    const others = await (await browser.newContext({ baseURL: portalUrl })).newPage();
    await openAs(others, path, "Jonas Weber");
    await expect(others).toHaveURL(new RegExp(`/subscriptions/${subscriptionId}$`));
    await others.context().clearCookies();
    await openAs(others, path, "Stella Okafor");
    await expect(others.getByRole("heading", { level: 1 })).toHaveText("There is no such page");
    expect((await others.request.get(`${path}/export`)).status()).toBe(404);
    await others.context().close();
  });
});
