import { expect, test } from "vitest";
import { webhooksForTests } from "../webhooks/testing";

const { endpoint, marketplace } = webhooksForTests();
const read = async (id: string) => (await marketplace().wire.call(`/subscriptions/${id}/changes`)).text;
const press = (id: string, what: string, values: Record<string, string> = {}) => marketplace().wire.form(`/subscriptions/${id}/${what}`, { from: "changes", ...values }, { origin: marketplace().wire.url });

test("plan, seats and renewal are changed on a page of the subscription, which shows what became of it", async () => {
  const id = await marketplace().subscribed({ offerId: "teamboard", planId: "team-monthly", quantity: 12 });
  expect((await marketplace().wire.call("/")).text).toContain(`href="/subscriptions/${id}/changes"`);
  expect(await read(id)).toContain("None yet");
  endpoint().answer = () => Response.json({ message: "<b>too few</b>" }, { status: 409 });
  const answer = await press(id, "change-quantity", { quantity: "5" });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, `/subscriptions/${id}/changes`]);
  await marketplace().settle();
  const refused = await read(id);
  for (const text of ["ChangeQuantity", "Failed", "409", "refused", "team-monthly, 12 seats"]) expect(refused).toContain(text);
  expect(refused).not.toContain("<b>too few");
  endpoint().answer = () => 200;
  await press(id, "change-plan", { planId: "team-annual" });
  await marketplace().settle();
  await marketplace().advance("PT10S");
  expect(await read(id)).toContain("team-annual, 12 seats");
  await press(id, "auto-renew-off");
  expect(await read(id)).toContain("ends then");
  await press(id, "auto-renew-on");
  expect(await read(id)).toContain("renews itself");
});

test("what is over offers nothing, a flat plan no seats, and nonsense leads back with a word", async () => {
  const id = await marketplace().subscribed();
  expect(await read(id)).not.toContain("Change seats");
  expect((await press(id, "change-quantity", { quantity: "many" })).headers.get("location")).toContain("problem=");
  await marketplace().does(id, "unsubscribe");
  expect(await read(id)).not.toContain("<form");
  expect((await marketplace().wire.call("/subscriptions/nothing/changes")).headers.get("location")).toContain("problem=");
});
