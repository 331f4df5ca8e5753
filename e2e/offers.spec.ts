import { readFile } from "node:fs/promises";
import { expect, expectNoAxeViolations, expectNothingWiderThanTheWindow, test } from "./support/fixtures";
import { openAs } from "./support/people";

const heading = { level: 1 } as const;
const offers = "/publisher/northwind-labs/offers";

test("an offer's settings stand on its page, with what has to be typed in at Partner Center, and come as a file", async ({ page, portalUrl }) => {
  await openAs(page, offers, "Priya Raman");
  await expect(page.getByRole("heading", heading)).toHaveText("Offers");
  const row = page.getByRole("row").filter({ hasText: "Ledgerlight" });
  await expect(row.getByRole("button", { name: `Copy ${portalUrl}/landing/ledgerlight` })).toBeVisible();
  await expect(row.getByRole("button", { name: `Copy ${portalUrl}/api/webhook/ledgerlight` })).toBeVisible();
  await expectNoAxeViolations(page);

  await row.getByRole("link", { name: "Ledgerlight" }).click();
  await expect(page.getByRole("heading", heading)).toHaveText("Ledgerlight");
  for (const address of ["landing", "api/webhook"]) await expect(page.getByRole("button", { name: `Copy ${portalUrl}/${address}/ledgerlight` })).toBeVisible();
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  await expect(page.getByRole("link", { name: "https://ledgerlight.example/" })).toBeVisible();
  await expectNoAxeViolations(page);
  await expectNothingWiderThanTheWindow(page);

  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download as YAML" }).click()]);
  expect(download.suggestedFilename()).toBe("northwind-labs-offers.yaml");
  const text = await readFile(await download.path(), "utf8");
  expect(text).toContain("  - key: ledgerlight\n    offerId: ledgerlight\n");
  expect(text).toContain("clientSecret: ${MARKETPLACE_CLIENT_SECRET}");
});

test("a signing secret is made, shown once, and rotated", async ({ page }) => {
  await openAs(page, `${offers}/teamboard`, "Priya Raman");
  const card = page.locator("section").filter({ has: page.getByRole("heading", { name: "Signing secret" }) });
  const shown = card.getByLabel("Signing secret", { exact: true });
  const secrets = new Set<string>();
  // The same stack serves every width: whether there is one already depends on who came first.
  for (let round = 0; round < 2; round += 1) {
    await card.getByRole("button", { name: /^(Make the secret|Rotate)$/ }).click();
    await expectNoAxeViolations(page);
    await page.getByRole("alertdialog").getByRole("button", { name: /^(Make it|Rotate)$/ }).click();
    await expect(page.getByRole("alertdialog")).toHaveCount(0);
    await expect(shown).toHaveText(/^whsec_/);
    secrets.add((await shown.textContent()) ?? "");
    await expect(card.getByRole("button", { name: "Rotate" })).toBeVisible();
  }
  expect(secrets.size).toBe(2);
  await expect(card).toContainText("every message carries a signature of the former one too");
  await expectNoAxeViolations(page);
  await page.reload();
  await expect(card).toContainText("Signs too until");
  expect(await page.content()).not.toContain("whsec_");
});

test("a copy button says that it has copied", async ({ page, portalUrl, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: portalUrl });
  await openAs(page, `${offers}/ledgerlight`, "Priya Raman");
  await page.getByRole("button", { name: `Copy ${portalUrl}/landing/ledgerlight` }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${portalUrl}/landing/ledgerlight`);
});

test.describe("nobody else's", () => {
  test.use({ expectedConsoleErrors: [/404/] });

  test("offers are to be seen, nor said to be there", async ({ page, request }) => {
    expect((await request.get(`${offers}/export`)).status()).toBe(401);
    await openAs(page, offers, "Stella Okafor");
    await expect(page.getByRole("heading", heading)).toHaveText("There is no such page");
    for (const path of [offers, `${offers}/ledgerlight`, `${offers}/export`, "/publisher/nobody/offers/export"]) {
      expect((await page.request.get(path)).status(), path).toBe(404);
    }
  });

  test("offer has a page among one's own", async ({ page }) => {
    await openAs(page, offers, "Priya Raman");
    expect((await page.request.get(`${offers}/inkwell`)).status()).toBe(404);
    expect((await page.request.get(`${offers}/nothing`)).status()).toBe(404);
  });
});
