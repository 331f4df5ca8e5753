import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
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

test.describe("rules for changes", () => {
  const card = (page: Page): Locator => page.locator("section").filter({ has: page.getByRole("heading", { name: "Changes by customers" }) });

  test("are set on the page, and are what the file says then", async ({ page }) => {
    await openAs(page, `${offers}/ledgerlight`, "Priya Raman");
    const form = card(page);
    // The same stack serves every test: what they were before is set again at the end.
    await form.getByLabel("To a plan of a lower level").selectOption("Refuse");
    await form.getByLabel("Address of the question").fill("https://ledgerlight.example/changes");
    await form.getByLabel("If it does not answer").selectOption("Refuse");
    const first = form.getByRole("group").filter({ has: page.getByLabel("Level", { exact: true }) }).first();
    await first.getByLabel("Level", { exact: true }).fill("3");
    await first.getByLabel("any other plan").uncheck();
    await expectNoAxeViolations(page);
    for (const box of await first.getByRole("checkbox").all()) await box.uncheck();
    await form.getByRole("button", { name: "Set the rules" }).click();
    await expect(form.getByRole("status")).toContainText("The rules are set.");
    await expect(first.getByLabel("Level", { exact: true })).toHaveValue("3");
    await expectNoAxeViolations(page);
    await expectNothingWiderThanTheWindow(page);

    const text = await (await page.request.get(`${offers}/export`)).text();
    const exported = text.slice(text.indexOf("key: ledgerlight"), text.indexOf("key: ", text.indexOf("key: ledgerlight") + 1));
    expect(exported).toContain("    changes:\n      decisionUrl: https://ledgerlight.example/changes\n      whenSilent: refuse\n      planDowngrades: refuse\n    plans:\n");
    expect(exported).toContain("        level: 3\n        changesTo: []\n");

    await page.reload();
    await expect(form.getByLabel("If it does not answer")).toHaveValue("refuse");
    await expect(first.getByLabel("any other plan")).not.toBeChecked();
    await form.getByLabel("To a plan of a lower level").selectOption("Accept");
    await form.getByLabel("Address of the question").fill("");
    await form.getByLabel("If it does not answer").selectOption("Accept");
    await first.getByLabel("Level", { exact: true }).fill("");
    await first.getByLabel("any other plan").check();
    await form.getByRole("button", { name: "Set the rules" }).click();
    await expect(form.getByRole("status")).toContainText("The rules are set.");
    expect(await (await page.request.get(`${offers}/export`)).text()).not.toContain("changes:");
    await form.getByRole("button", { name: "Set the rules" }).click();
    await expect(form.getByRole("status")).toContainText("Nothing was different");
  });

  test("that cannot be are explained beside their fields, and what was typed stays", async ({ page }) => {
    await openAs(page, `${offers}/teamboard`, "Priya Raman");
    const form = card(page);
    const seats = form.getByRole("group").filter({ has: page.getByLabel("Most seats") }).first();
    await form.getByLabel("Address of the question").fill("ledgerlight");
    await seats.getByLabel("Fewest seats").fill("5");
    await seats.getByLabel("Most seats").fill("4");
    await seats.getByLabel("Level", { exact: true }).fill("top");
    await form.getByRole("button", { name: "Set the rules" }).click();
    await expect(form.getByRole("alert")).toContainText("The rules were not set");
    await expect(form.getByLabel("Address of the question")).toBeFocused();
    await expect(form.getByLabel("Address of the question")).toHaveAccessibleDescription(/begins with https:\/\//);
    await expect(seats.getByLabel("Level", { exact: true })).toHaveAccessibleDescription(/Enter a whole number from 0/);
    await expect(seats.getByLabel("Level", { exact: true })).toHaveValue("top");
    await expectNoAxeViolations(page);
    await form.getByLabel("Address of the question").fill("");
    await seats.getByLabel("Level", { exact: true }).fill("");
    await form.getByRole("button", { name: "Set the rules" }).click();
    await expect(seats.getByLabel("Most seats")).toHaveAccessibleDescription(/at least as many as the fewest/);
    await expect(form.getByLabel("Address of the question")).not.toHaveAttribute("aria-invalid");
    await expect(seats.getByLabel("Fewest seats")).toHaveValue("5");
  });

  test("of somebody else are not overwritten unseen", async ({ page, context }) => {
    await openAs(page, `${offers}/teamboard`, "Priya Raman");
    const other = await context.newPage();
    await other.goto(`${offers}/teamboard`);
    await card(other).getByLabel("Fewer seats").selectOption("Refuse");
    await card(other).getByRole("button", { name: "Set the rules" }).click();
    await expect(card(other).getByRole("status")).toContainText("The rules are set.");
    await card(page).getByLabel("More seats").selectOption("Refuse");
    await card(page).getByRole("button", { name: "Set the rules" }).click();
    await expect(card(page).getByRole("alert")).toContainText("somebody else has just changed them");
    await expect(card(page).getByLabel("Fewer seats")).toHaveValue("refuse");
    await expect(card(page).getByLabel("More seats")).toHaveValue("accept");
    await card(page).getByLabel("Fewer seats").selectOption("Accept");
    await card(page).getByRole("button", { name: "Set the rules" }).click();
    await expect(card(page).getByRole("status")).toContainText("The rules are set.");
  });
});

test("a webhook's key is made, shown once in its address, replaced and removed", async ({ page, portalUrl }) => {
  await openAs(page, `${offers}/teamboard`, "Priya Raman");
  const card = page.locator("section").filter({ has: page.getByRole("heading", { name: "Connection webhook" }) });
  const dialog = page.getByRole("alertdialog");
  const shown = card.getByLabel("Address with key", { exact: true });
  await expect(card).toContainText("Not required");
  const addresses = new Set<string>();
  for (const name of ["Require a key", "Replace the key"]) {
    await card.getByRole("button", { name }).click();
    await expect(dialog).toContainText("fails Microsoft's certification");
    await expectNoAxeViolations(page);
    await dialog.getByRole("button", { name: /^(Require|Replace) it$/ }).click();
    await expect(dialog).toHaveCount(0);
    await expect(shown).toHaveText(/\?key=[\w-]{43}$/);
    addresses.add((await shown.textContent()) ?? "");
    await expect(card).toContainText("Required since");
  }
  expect(addresses.size).toBe(2);
  for (const address of addresses) expect(address).toContain(`${portalUrl}/api/webhook/teamboard?key=`);
  await expectNoAxeViolations(page);
  await page.reload();
  await expect(card).toContainText("Required since");
  for (const address of addresses) expect(await page.content()).not.toContain(address.split("key=")[1]);
  await card.getByRole("button", { name: "Remove the key" }).click();
  await dialog.getByRole("button", { name: "Remove it" }).click();
  await expect(card.getByRole("status").filter({ hasText: "Calls need no key any more" })).toBeVisible();
  await expect(card).toContainText("Not required");
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
