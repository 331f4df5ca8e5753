import { expect, expectNoAxeViolations, expectNothingWiderThanTheWindow, test } from "./support/fixtures";
import { openAs } from "./support/people";
import { NOBODY_IS_TOLD, setYourSystems } from "./support/your-systems";

const staff = "/publisher/northwind-labs";
const OFFER = `${staff}/offers/ledgerlight`;
const ENDPOINT = "Ledgerlight: log endpoint";

test("a message that an endpoint answers with 500 is looked at, sent again once it is well, and delivered", async ({ page, simulator }) => {
  await openAs(page, OFFER, "Priya Raman");
  try {
    await setYourSystems(page, OFFER, { ...NOBODY_IS_TOLD, logUrl: `${simulator.url}/isv/log` });
    await page.getByRole("button", { name: /^(Make the secret|Rotate)$/ }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: /^(Make it|Rotate)$/ }).click();
    const secret = await page.getByLabel("Signing secret", { exact: true }).innerText();
    await simulator.setIsv({ settings: { log: { kind: "broken", times: 1 } }, secrets: { ledgerlight: secret } });

    await page.goto(`${staff}/deliveries`);
    await page.getByRole("button", { name: `Send a test, ${ENDPOINT}` }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Send" }).click();
    await expect(page.getByText("The test is on its way")).toBeVisible();
    // The page follows by itself.
    await expect(page.getByRole("heading", { level: 3, name: "Attempt 1" })).toBeVisible();
    await expect(page.getByText("500: It answered, but not with success")).toBeVisible();
    await expect(page.getByText("Given up", { exact: true }).first()).toBeVisible();
    await expect(page.getByRole("region", { name: "Answer to attempt 1" })).toBeVisible();
    await expect(page.getByRole("region", { name: "Body" })).toContainText('"type":"Test"');
    await expect(page.getByRole("region", { name: "As cURL" })).toContainText("SECRET:?");
    expect(await page.content()).not.toContain(secret.slice("whsec_".length));
    await expectNothingWiderThanTheWindow(page);
    await expectNoAxeViolations(page);

    await page.getByRole("button", { name: "Resend" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Resend" }).click();
    await expect(page.getByText("It is sent again")).toBeVisible();
    await expect(page.getByRole("heading", { level: 3, name: "Attempt 2" })).toBeVisible();
    await expect(page.getByText("Delivered", { exact: true }).first()).toBeVisible();
    const { messages } = await simulator.isv();
    expect(messages.map(({ verdict, repeat, answered }) => [verdict, repeat, answered?.status])).toEqual([["verified", false, 500], ["verified", true, 200]]);
    expect(new Set(messages.map(({ webhookId }) => webhookId)).size).toBe(1);

    await page.getByRole("link", { name: "Deliveries" }).first().click();
    await expect(page.getByRole("row").filter({ hasText: "Test" }).first().getByText("Delivered")).toBeVisible();
    await expectNothingWiderThanTheWindow(page);
    await expectNoAxeViolations(page);
  } finally {
    await setYourSystems(page, OFFER, NOBODY_IS_TOLD);
  }
});
