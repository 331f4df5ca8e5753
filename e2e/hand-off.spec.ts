import type { Page } from "@playwright/test";
import { expect, expectNoAxeViolations, expectNothingWiderThanTheWindow, test } from "./support/fixtures";
import { openAs, openOrderAs } from "./support/people";
import type { Simulator } from "./support/simulator";
import { NOBODY_IS_TOLD, setYourSystems } from "./support/your-systems";

const OFFER = "/publisher/northwind-labs/offers/ledgerlight";

/** Has the offer's activations go to the publisher's own system, which knows the signing secret. */
async function handOver(staff: Page, simulator: Simulator): Promise<void> {
  await staff.getByRole("button", { name: /^(Make the secret|Rotate)$/ }).click();
  await staff.getByRole("alertdialog").getByRole("button", { name: /^(Make it|Rotate)$/ }).click();
  const secret = (await staff.getByLabel("Signing secret", { exact: true }).textContent()) ?? "";
  await simulator.setIsv({ secrets: { ledgerlight: secret } });
  await setYourSystems(staff, OFFER, { mode: "endpoint", activationUrl: `${simulator.url}/isv/activations`, logUrl: "" });
}

test("confirm, be set up by the publisher's own system, fail once, be set up again and become active", async ({ page, browser, simulator, portalUrl }) => {
  test.slow();
  const staff = await (await browser.newContext({ baseURL: portalUrl })).newPage();
  await openAs(staff, OFFER, "Priya Raman");
  try {
    await handOver(staff, simulator);
    const { landingUrl, subscriptionId } = await simulator.purchase({ offerId: "ledgerlight", planId: "basic-monthly" });
    await openOrderAs(page, landingUrl, "Mira Soto");
    await page.getByRole("button", { name: "Activate subscription" }).click();
    const title = page.getByRole("heading", { level: 1 });
    await expect(title).toHaveText("Your subscription is being set up");
    await expect(page.getByText("The publisher is setting it up…")).toBeVisible();
    await expectNoAxeViolations(page);

    const isTold = (times: number) => expect.poll(async () => (await simulator.isv()).messages.filter(({ body, path }) => path === "activations" && body.includes(subscriptionId)).length).toBe(times);
    await isTold(1);
    expect((await simulator.finishActivation(subscriptionId, "failed", "The region that you chose is full.")).status).toBe(202);
    await expect(page.getByText("Northwind Labs could not set it up yet")).toBeVisible({ timeout: 20_000 });
    await expect(page.getByText("The region that you chose is full.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Activate subscription" })).toHaveCount(0);
    await expectNoAxeViolations(page);
    await expectNothingWiderThanTheWindow(page);

    await staff.goto(`/publisher/northwind-labs/subscriptions/${subscriptionId}`);
    await expect(staff.getByText("The region that you chose is full.").first()).toBeVisible();
    await expectNoAxeViolations(staff);
    await staff.getByRole("button", { name: "Set up once more" }).click();
    await staff.getByRole("button", { name: "Send it again" }).click();
    await expect(staff.getByText("It was handed to your system once more")).toBeVisible();
    await isTold(2);
    expect((await simulator.finishActivation(subscriptionId, "succeeded")).status).toBe(202);
    await expect(title).toHaveText("Your subscription is active", { timeout: 30_000 });
    expect((await simulator.finishActivation(subscriptionId, "succeeded")).status).toBe(409);
  } finally {
    await setYourSystems(staff, OFFER, NOBODY_IS_TOLD);
  }
});
