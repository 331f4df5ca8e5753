import { expect, type Page } from "@playwright/test";

interface YourSystems {
  readonly mode: "automatic" | "endpoint";
  readonly activationUrl: string;
  readonly logUrl: string;
}

/** As other journeys of the same worker find an offer, and expect it. */
export const NOBODY_IS_TOLD: YourSystems = { mode: "automatic", activationUrl: "", logUrl: "" };

/** Sets what an offer's systems are told, on its page. */
export async function setYourSystems(staff: Page, offer: string, { mode, activationUrl, logUrl }: YourSystems): Promise<void> {
  await staff.goto(offer);
  await staff.getByLabel("A subscription becomes active").selectOption(mode);
  await staff.getByLabel("Address that sets up").fill(activationUrl);
  await staff.getByLabel("Address that is told").fill(logUrl);
  await staff.getByRole("button", { name: "Set what they are told" }).click();
  await expect(staff.getByText(/It is set, and counts from now on|Nothing was different/)).toBeVisible();
}
