import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { database } from "../../db/client";
import type { UserActor } from "../../kernel/context";
import { newId, PERSONAL_ACCOUNTS_TENANT } from "../../kernel/ids";
import { openOrganisation, type Organisation } from "./testing";
import { findManaged } from "../find-managed";
import { getSubscriptionOfCustomer } from "../queries";
import { appointManager } from "./appoint-manager";
import { listManagers } from "./queries";
import { removeManager } from "./remove-manager";
import { transferOwnership } from "./transfer-ownership";

let world: Organisation;
beforeAll(async () => {
  world = await openOrganisation();
});
afterAll(() => world.close());

const as = (actor: UserActor) => world.customer(actor);
const appointee = ({ objectId, name, email }: UserActor) => ({ objectId, name, email });
const managersOf = async (subscriptionId: string) => (await listManagers(as(world.mira).scope, subscriptionId)).map(({ name }) => name);

describe("the managers of a subscription", () => {
  it("are whom the purchase names, before they ever came", async () => {
    const { subscriptionId } = await world.subscribe({ purchaser: world.buyer });
    expect(await listManagers(as(world.jonas).scope, subscriptionId)).toMatchObject([
      { objectId: world.mira.objectId, reason: "beneficiary", email: world.mira.email, since: null },
      { objectId: world.buyer.objectId, reason: "purchaser", email: world.buyer.email, since: null },
    ]);
    expect(await findManaged(as(world.buyer), subscriptionId)).not.toBeNull();
    expect(await findManaged(as(world.jonas), subscriptionId)).toBeNull();
    expect((await getSubscriptionOfCustomer(as(world.jonas), subscriptionId)).manages).toBe(false);
    await expect(findManaged(as(world.stella), subscriptionId)).rejects.toMatchObject({ code: "not-found" });
  });

  it("are never the reseller's staff, nor does it see their names", async () => {
    const { subscriptionId } = await world.subscribe({ purchaser: world.rico });
    expect(await findManaged(as(world.rico), subscriptionId)).toBeNull();
    expect(await listManagers(as(world.rico).scope, subscriptionId)).toMatchObject([{ name: null, email: null, appointedBy: null }]);
  });

  it("appoint a colleague once, with its action", async () => {
    const { id, subscriptionId } = await world.subscribe();
    const outcomes = await Promise.all([appointManager(as(world.mira), subscriptionId, appointee(world.jonas)), appointManager(as(world.mira), subscriptionId, appointee(world.jonas))]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["already", "appointed"]);
    expect(await findManaged(as(world.jonas), subscriptionId)).not.toBeNull();
    expect(await managersOf(subscriptionId)).toEqual(["Jonas", "mira@example.com"]);
    expect(await world.actions(id)).toEqual(["AddManager"]);
    expect(await database().subscriptionManager.findFirstOrThrow({ where: { subscriptionInfoId: id } })).toMatchObject({ tenantId: world.mira.tenantId, objectId: world.jonas.objectId, reason: "appointed", appointedBy: "Mira" });
  });

  it("cannot be appointed by a colleague, nor by somebody of elsewhere", async () => {
    const { id, subscriptionId } = await world.subscribe();
    expect(await appointManager(as(world.jonas), subscriptionId, appointee(world.jonas))).toEqual({ kind: "not-manager" });
    await expect(appointManager(as(world.stella), subscriptionId, appointee(world.stella))).rejects.toMatchObject({ code: "not-found" });
    expect(await world.actions(id)).toEqual([]);
  });

  it("step down and remove each other, also whom the purchase names, for good", async () => {
    const { id, subscriptionId } = await world.subscribe();
    await appointManager(as(world.mira), subscriptionId, appointee(world.jonas));
    expect(await removeManager(as(world.jonas), subscriptionId, world.mira)).toEqual({ kind: "removed" });
    expect(await findManaged(as(world.mira), subscriptionId)).toBeNull();
    expect((await getSubscriptionOfCustomer(as(world.mira), subscriptionId)).manages).toBe(false);
    expect(await managersOf(subscriptionId)).toEqual(["Jonas"]);
    await expect(removeManager(as(world.jonas), subscriptionId, world.mira)).rejects.toMatchObject({ code: "not-found" });
    expect(await appointManager(as(world.jonas), subscriptionId, appointee(world.mira))).toEqual({ kind: "appointed" });
    expect(await removeManager(as(world.jonas), subscriptionId, world.jonas)).toEqual({ kind: "removed" });
    expect(await world.actions(id)).toEqual(["AddManager", "RemoveManager", "AddManager", "RemoveManager"]);
  });

  it("are always one at least, also where two step down at once", async () => {
    const { subscriptionId } = await world.subscribe();
    expect(await removeManager(as(world.mira), subscriptionId, world.mira)).toEqual({ kind: "last" });
    await appointManager(as(world.mira), subscriptionId, appointee(world.jonas));
    const outcomes = await Promise.all([removeManager(as(world.mira), subscriptionId, world.mira), removeManager(as(world.jonas), subscriptionId, world.jonas)]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["last", "removed"]);
    expect(await managersOf(subscriptionId)).toHaveLength(1);
  });

  it("hand over to one who was none, in one step", async () => {
    const { id, subscriptionId } = await world.subscribe();
    expect(await transferOwnership(as(world.mira), subscriptionId, appointee(world.mira))).toEqual({ kind: "yourself" });
    expect(await transferOwnership(as(world.mira), subscriptionId, appointee(world.jonas))).toEqual({ kind: "transferred" });
    expect(await managersOf(subscriptionId)).toEqual(["Jonas"]);
    expect(await transferOwnership(as(world.mira), subscriptionId, appointee(world.buyer))).toEqual({ kind: "not-manager" });
    expect(await world.actions(id)).toEqual(["AddManager", "TransferOwnership"]);
  });

  it("are none any more once Microsoft gives the subscription to another organisation", async () => {
    const { id, subscriptionId } = await world.subscribe();
    await appointManager(as(world.mira), subscriptionId, appointee(world.jonas));
    await database().subscription.update({ where: { id }, data: { tenantId: world.stella.tenantId, beneficiaryObjectId: world.stella.objectId, purchaserTenantId: world.stella.tenantId, purchaserObjectId: null } });
    expect(await findManaged(as(world.jonas), subscriptionId).catch(() => null)).toBeNull();
    expect(await findManaged(as(world.stella), subscriptionId)).not.toBeNull();
  });

  it("of a personal account's are that person alone", async () => {
    const paula: UserActor = { kind: "user", tenantId: PERSONAL_ACCOUNTS_TENANT, objectId: newId(), name: "Paula", email: "paula@example.com" };
    const other: UserActor = { ...paula, objectId: newId(), email: "paula@example.com" };
    const { subscriptionId } = await world.subscribe({ beneficiary: paula });
    expect(await findManaged(as(paula), subscriptionId)).not.toBeNull();
    await expect(findManaged(as(other), subscriptionId)).rejects.toMatchObject({ code: "not-found" });
    expect(await appointManager(as(paula), subscriptionId, appointee(other))).toEqual({ kind: "personal" });
    expect(await transferOwnership(as(paula), subscriptionId, appointee(other))).toEqual({ kind: "personal" });
  });
});
