import { readFile } from "node:fs/promises";
import { expect, expectNoAxeViolations, expectNothingWiderThanTheWindow, test } from "./support/fixtures";
import { openOrderAs } from "./support/people";

const KAI = "0b1a6b4e-7a34-4d0c-9d8e-5d4f3c2b1a09";

/** As Excel saves it: a mark, semicolons, quotes where they are needed; with a duplicate, a formula and one seat too few. */
const FILE = `\uFEFFdisplayName;userPrincipalName;objectId\r
"Kai; Ito";kai.ito@aurora.example;${KAI}\r
Lena Vogt;lena.vogt@aurora.example;\r
Kai again;KAI.ITO@aurora.example;\r
Mallory;=1+1;\r
-;noa.berg@aurora.example;\r
`;

test("a file of people is looked at, confirmed, worked through, and its links handed over", async ({ page, simulator }, info) => {
  const { landingUrl, subscriptionId } = await simulator.purchase({ offerId: "teamboard", planId: "team-annual", quantity: 2, persona: "mira" });
  await openOrderAs(page, landingUrl, "Mira Soto");
  await page.getByRole("button", { name: "Activate subscription" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your subscription is active", { timeout: 20_000 });

  await page.goto(`/subscriptions/${subscriptionId}/users`);
  await page.getByRole("link", { name: "Bring a file" }).click();
  await expect(page.getByRole("heading", { name: "Bring a file" })).toBeVisible();
  await expectNoAxeViolations(page);
  const file = page.getByLabel("File");
  await file.setInputFiles({ name: "people.xlsx", mimeType: "application/zip", buffer: Buffer.from("PK\u0003\u0004\0\0") });
  await page.getByRole("button", { name: "Look at it first" }).click();
  await expect(page.getByText("This is no CSV file.")).toBeVisible();
  // As large as a file may be, through everything that stands in between.
  await file.setInputFiles({ name: "large.csv", mimeType: "text/csv", buffer: Buffer.alloc(5 * 1024 * 1024, `"anna@aurora.example","${"x".repeat(60_000)}"\n`) });
  await page.getByRole("button", { name: "Look at it first" }).click();
  await expect(page.getByText(/A quotation mark in line \d+ is not closed/)).toBeVisible({ timeout: 15_000 });

  await file.setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(FILE) });
  await page.getByRole("button", { name: "Look at it first" }).click();
  await expect(page.getByRole("heading", { name: "Before anything happens" })).toBeVisible();
  const lines = page.getByRole("region", { name: "Lines of the file" });
  await expect(lines.getByRole("row")).toHaveText([/Line/, /4KAI\.ITO@.*The same person stands in line 2 already/, /5'=1\+1.*begins like a formula/]);
  await expect(page.getByText("1 seat is missing")).toBeVisible();
  await expectNothingWiderThanTheWindow(page);
  await expectNoAxeViolations(page);
  await page.screenshot({ path: info.outputPath("preview.png"), fullPage: true });

  await page.getByRole("button", { name: "Go ahead for 3 people" }).click();
  await expect(page.getByText("Done, but 3 lines came to nothing")).toBeVisible({ timeout: 20_000 });
  await expectNothingWiderThanTheWindow(page);
  await expectNoAxeViolations(page);
  await page.screenshot({ path: info.outputPath("done.png"), fullPage: true });
  const failed = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download what came to nothing" }).click();
  expect(await readFile(await (await failed).path(), "utf8")).toContain("noa.berg@aurora.example,,,failed,no-seat");

  const links = page.waitForEvent("download");
  await page.getByRole("button", { name: "Make the links" }).click();
  const made = await readFile(await (await links).path(), "utf8");
  expect(made).toMatch(/^\uFEFFuser,link\r\nlena\.vogt@aurora\.example,http:\/\/\S+\/seat\?token=\S+\r\n$/);
  await expect(page.getByText("1 link was made.")).toBeVisible();
  const again = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download again" }).click();
  expect(await readFile(await (await again).path(), "utf8")).toBe(made);
  await page.getByRole("button", { name: "Take back the link that nobody has opened" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Take back" }).click();
  await expect(page.getByText("1 link was taken back")).toBeVisible();
  await expect(page.getByRole("button", { name: "Make the links" })).toBeHidden();
  await page.goto(`/subscriptions/${subscriptionId}/users`);
  await expect(page.getByText("kai.ito@aurora.example")).toBeVisible();
});
