import { describe, expect, test } from "vitest";
import { z } from "zod";
import { FABRIKAM } from "../testing";
import { webhooksForTests } from "../webhooks/testing";

const { endpoint, marketplace } = webhooksForTests();
const unknownId = "fb494e49-67ca-4673-658b-01f8c56393ec";
const seats = { offerId: "teamboard", planId: "team-monthly", quantity: 12 };
const api = (...args: Parameters<ReturnType<typeof marketplace>["wire"]["api"]>) => marketplace().wire.api(...args);

const listed = {
  id: z.guid(),
  activityId: z.guid(),
  subscriptionId: z.guid(),
  offerId: z.literal("teamboard"),
  publisherId: z.literal("northwind-labs"),
  planId: z.string(),
  quantity: z.number(),
  action: z.string(),
  timeStamp: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}$/),
  status: z.string(),
  operationRequestSource: z.enum(["Azure", "Partner"]),
};
const listSchema = z.strictObject({ operations: z.array(z.strictObject(listed)) });
const oneSchema = z.strictObject({ ...listed, errorStatusCode: z.string(), errorMessage: z.string() });

async function asked(): Promise<{ id: string; operationId: string }> {
  const id = await marketplace().subscribed(seats);
  const operationId = await marketplace().does(id, "change-quantity", { quantity: 18 });
  await marketplace().settle();
  return { id, operationId };
}

describe("the list of operations", () => {
  test("has what is in progress, with the values that are wanted", async () => {
    const { id, operationId } = await asked();
    expect(listSchema.parse((await api(`/${id}/operations`)).json).operations).toMatchObject([{ id: operationId, action: "ChangeQuantity", quantity: 18, planId: "team-monthly", status: "InProgress", operationRequestSource: "Azure" }]);
  });

  test("is empty JSON where nothing is, also of a subscription that nobody knows", async () => {
    const id = await marketplace().subscribed(seats);
    await marketplace().does(id, "renew");
    for (const each of [id, unknownId]) expect(await api(`/${each}/operations`)).toMatchObject({ status: 200, json: {}, text: "{}" });
  });
});

describe("one operation", () => {
  test("says what became of it", async () => {
    endpoint().answer = () => 400;
    const { id, operationId } = await asked();
    expect(oneSchema.parse((await api(`/${id}/operations/${operationId.toUpperCase()}`)).json)).toMatchObject({ id: operationId, status: "Failed", errorStatusCode: "400" });
  });

  test.each([404, 400])("that nobody knows is %i, as it is set", async (status) => {
    await marketplace().settings({ unknownOperationStatus: status });
    const { id, operationId } = await asked();
    const other = await marketplace().subscribed(seats);
    for (const path of [`/${id}/operations/${unknownId}`, `/${unknownId}/operations/${operationId}`, `/${other}/operations/${operationId}`]) {
      expect((await api(path)).status).toBe(status);
      expect((await api(path, { method: "PATCH", body: { status: "Success" } })).status).toBe(status);
    }
  });

  test("of what was only told may be unknown", async () => {
    const id = await marketplace().subscribed(seats);
    const operationId = await marketplace().does(id, "renew");
    expect(oneSchema.parse((await api(`/${id}/operations/${operationId}`)).json)).toMatchObject({ action: "Renew", status: "Succeeded" });
    await marketplace().settings({ toldOperations: "unknown" });
    expect((await api(`/${id}/operations/${operationId}`)).status).toBe(404);
  });

  test("of somebody else is forbidden", async () => {
    const { id, operationId } = await asked();
    for (const path of [`/${id}/operations`, `/${id}/operations/${operationId}`]) expect((await api(path, { as: FABRIKAM })).status).toBe(403);
    expect((await api(`/${id}/operations/${operationId}`, { as: FABRIKAM, method: "PATCH", body: { status: "Failure" } })).status).toBe(403);
    for (const method of ["PATCH", "DELETE"]) expect((await api(`/${id}`, { as: FABRIKAM, method, body: { quantity: 3 } })).status).toBe(403);
  });
});

describe("an acknowledgement", () => {
  test("of Failure refuses, once", async () => {
    const { id, operationId } = await asked();
    expect(await marketplace().acknowledge(id, operationId, "Failure")).toMatchObject({ status: 200, text: "" });
    expect(await marketplace().statusOf(id, operationId)).toBe("Failed");
    expect((await marketplace().acknowledge(id, operationId, "Success")).status).toBe(409);
    await marketplace().settle();
    expect(endpoint().bodies().at(-1)).toMatchObject({ quantity: 12, subscription: { quantity: 12 } });
  });

  test("of any other word is taken and does nothing, and of none is not", async () => {
    const { id, operationId } = await asked();
    expect((await marketplace().acknowledge(id, operationId, "Succeeded")).status).toBe(200);
    expect(await marketplace().statusOf(id, operationId)).toBe("InProgress");
    for (const body of [{}, { status: "" }, { status: 1 }, undefined]) expect((await api(`/${id}/operations/${operationId}`, { method: "PATCH", body })).status).toBe(400);
  });

  test("of what was only told comes after the end", async () => {
    const id = await marketplace().subscribed(seats);
    expect((await marketplace().acknowledge(id, await marketplace().does(id, "suspend"), "Success")).status).toBe(409);
  });
});
