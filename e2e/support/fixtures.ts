import AxeBuilder from "@axe-core/playwright";
import { expect, test as base, type Page } from "@playwright/test";
import { Simulator } from "./simulator";

interface Options {
  /** What the browser may write to its console as an error in this test: `test.use({ expectedConsoleErrors: [/404/] })`. */
  expectedConsoleErrors: readonly RegExp[];
}

interface Fixtures {
  portalUrl: string;
  simulator: Simulator;
  consoleGuard: undefined;
}

/** The test of every journey: it knows where portal and simulator are, and fails on an error that nobody saw coming. */
export const test = base.extend<Options & Fixtures>({
  expectedConsoleErrors: [[], { option: true }],

  baseURL: async ({}, use) => use(required("E2E_PORTAL_URL")),

  portalUrl: async ({}, use) => use(required("E2E_PORTAL_URL")),

  simulator: async ({}, use) => use(new Simulator(required("E2E_SIMULATOR_URL"))),

  consoleGuard: [
    async ({ context, expectedConsoleErrors }, use) => {
      const unexpected: string[] = [];
      const note = (text: string): void => {
        if (!expectedConsoleErrors.some((pattern) => pattern.test(text))) unexpected.push(text);
      };
      context.on("console", (message) => {
        if (message.type() === "error") note(`${message.text()} (${message.location().url})`);
      });
      context.on("weberror", (error) => note(String(error.error())));
      await use(undefined);
      expect(unexpected, "errors in the browser's console").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect } from "@playwright/test";

/** WCAG 2.2 AA and axe's best practices, on the page as it stands now. */
export async function expectNoAxeViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const told = violations.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map(({ target, failureSummary }) => `  ${target.join(" ")}: ${failureSummary ?? ""}`).join("\n")}`);
  expect(told, `axe at ${page.url()}`).toEqual([]);
}

function required(variable: string): string {
  const value = process.env[variable];
  if (value === undefined || value === "") throw new Error(`${variable} is not set: e2e/support/global-setup.mjs sets it`);
  return value;
}
