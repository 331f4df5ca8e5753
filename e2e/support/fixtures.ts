import AxeBuilder from "@axe-core/playwright";
import { expect, test as base, type Page } from "@playwright/test";
import { Simulator } from "./simulator";

/** One simulator and one portal; every worker has its own, so that a fault in one test is none in another. */
interface Stack {
  readonly portalUrl: string;
  readonly simulatorUrl: string;
}

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
export const test = base.extend<Options & Fixtures, { stack: Stack }>({
  stack: [async ({}, use, { parallelIndex }) => use(stackOf(parallelIndex)), { scope: "worker" }],

  baseURL: async ({ stack }, use) => use(stack.portalUrl),

  portalUrl: async ({ stack }, use) => use(stack.portalUrl),

  simulator: async ({ stack }, use) => {
    const simulator = new Simulator(stack.simulatorUrl);
    await use(simulator);
    await simulator.calmDown();
  },

  expectedConsoleErrors: [[], { option: true }],

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
  // While a page replaces another one without a reload, there is a moment between their titles.
  await expect(page).toHaveTitle(/\S/);
  // In its usual mode axe gathers what it found in frames on a page that it opens for that, and describes what is in order as well: half of its time.
  expect(page.frames(), "frames, which axe does not look into in this mode").toHaveLength(1);
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] }).analyze();
  const told = violations.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map(({ target, failureSummary }) => `  ${target.join(" ")}: ${failureSummary ?? ""}`).join("\n")}`);
  expect(told, `axe at ${page.url()}`).toEqual([]);
}

function stackOf(index: number): Stack {
  const stacks = JSON.parse(process.env.E2E_STACKS ?? "[]") as Stack[];
  const stack = stacks[index % stacks.length];
  if (stack === undefined) throw new Error("E2E_STACKS is empty: e2e/support/global-setup.mjs fills it");
  return stack;
}

/** The page scrolls up and down only, at any width. */
export async function expectNothingWiderThanTheWindow(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), "nothing wider than the window").toBe(true);
}
