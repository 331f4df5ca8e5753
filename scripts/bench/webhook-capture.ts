import { createServer } from "node:http";
import { z } from "zod";
import { freePort } from "../setup/ports.mjs";
import { SetupError } from "../setup/setup-error.mjs";

/** One call of the connection webhook as the simulated Microsoft makes it. */
export interface CapturedCall {
  /** The header; its token is good for an hour. */
  readonly authorization: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface CapturedCalls {
  readonly renew: CapturedCall;
  readonly changeQuantity: CapturedCall;
  /** Signed with a key that Entra never published, under the name of one that it has. */
  readonly forged: CapturedCall;
}

interface Bought {
  readonly offerId: string;
  readonly subscriptionId: string;
  readonly quantity: number;
}

const bodySchema = z.looseObject({ id: z.string(), subscriptionId: z.string(), action: z.string() });

/** Has Microsoft call somebody else about a subscription, who keeps what came: to be sent to the portal again and again. */
export async function captureCalls(simulator: string, { offerId, subscriptionId, quantity }: Bought): Promise<CapturedCalls> {
  const seen: CapturedCall[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (part: string) => (text += part));
    request.once("end", () => {
      seen.push({ authorization: request.headers.authorization ?? "", body: bodySchema.parse(JSON.parse(text)) });
      response.end();
    });
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const control = (method: string, path: string, body: object) => controlSimulator(simulator, method, path, body);
  const called = async (cause: () => Promise<unknown>): Promise<CapturedCall> => {
    const before = seen.length;
    await cause();
    await control("POST", "/webhooks/settle", {});
    const call = seen[before];
    if (call === undefined) throw new SetupError("The simulated Microsoft made no call.");
    return call;
  };
  try {
    await control("PUT", `/webhooks/offers/${offerId}`, { url: `http://127.0.0.1:${port}/` });
    const renew = await called(() => control("POST", `/subscriptions/${subscriptionId}/renew`, {}));
    const changeQuantity = await called(() => control("POST", `/subscriptions/${subscriptionId}/change-quantity`, { quantity: quantity + 1 }));
    const forged = await called(() => control("POST", "/webhooks/send", { offerId, token: "wrong-key", body: renew.body }));
    return { renew, changeQuantity, forged };
  } finally {
    await control("PUT", `/webhooks/offers/${offerId}`, { url: null });
    server.closeAllConnections();
    server.close();
  }
}

/** @returns the JSON that came back */
export async function controlSimulator(simulator: string, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${simulator}/control${path}`, { method, headers: { "content-type": "application/json" }, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new SetupError(`The simulator answers ${response.status} at /control${path}.`, text);
  const json: unknown = text === "" ? undefined : JSON.parse(text);
  return json;
}
