import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { OrderForm } from "@/components/order/order-form";
import { arrive } from "@/lib/activations/landing/arrive";
import { getOrder } from "@/lib/activations/landing/queries";
import { openPortal, startMicrosoft, type Portal } from "@/lib/activations/testing";
import { customerScope } from "@/lib/auth/scope";
import { partiesFor } from "@/lib/subscriptions/parties";
import messages from "@/messages/en.json";

let microsoft: Awaited<ReturnType<typeof startMicrosoft>>;
let portal: Portal;

beforeAll(async () => {
  microsoft = await startMicrosoft();
  portal = await openPortal(microsoft);
});
afterAll(async () => {
  await portal.close();
  await microsoft.stop();
});
beforeEach(() => portal.empty());

/** The order of a purchase through a reseller, as the page shows it to `key`. */
async function orderOf(key: string): Promise<string> {
  const { token } = await portal.buy({ csp: true });
  const ctx = await portal.land(token, portal.person(key));
  await arrive(ctx);
  const order = await getOrder(ctx);
  if (order.kind !== "resolved") throw new Error(`The order is ${order.kind}.`);
  // Microsoft may name the person at the reseller too; the simulator does not.
  const facts = { ...order.subscription.facts, purchaserEmail: "seller@cloudwise.example", beneficiaryEmail: "owner@auroradental.example", contactEmail: "books@auroradental.example" };
  const { email } = ctx.actor;
  const scope = customerScope(ctx.actor);
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" messages={messages} timeZone="UTC">
      <OrderForm order={{ ...order.subscription, facts }} parties={partiesFor(scope, facts)} personal={scope.personal} email={email} badContact={false} tellPast activate={async () => Promise.resolve()} />
    </NextIntlClientProvider>,
  );
}

function addressesIn(markup: string): string[] {
  return [...new Set(markup.match(/[\w.]+@[\w.]+/g) ?? [])].sort();
}

describe("the order form of a purchase through a reseller", () => {
  it("tells the reseller nothing of the customer's people", async () => {
    expect(addressesIn(await orderOf("rico"))).toEqual([portal.person("rico").email, "seller@cloudwise.example"]);
  });

  it("tells the customer nothing of the reseller's person", async () => {
    const markup = await orderOf("jonas");
    expect(addressesIn(markup)).toEqual(["books@auroradental.example", "owner@auroradental.example"]);
    expect(markup).toContain("A reseller");
  });
});
