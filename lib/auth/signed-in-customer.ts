import type { Incoming } from "../http/route";
import type { Context, CustomerScope, UserActor } from "../kernel/context";
import { PortalError } from "../kernel/errors";
import { customerScope } from "./scope";
import { currentUser } from "./session";

/** The authenticator of a customer's routes: whoever is signed in, within what is their organisation's or their own. */
export async function signedInCustomer({ requestId, now }: Incoming): Promise<Context<CustomerScope, UserActor>> {
  const actor = await currentUser();
  if (actor === null) {
    throw new PortalError("unauthenticated", { what: "You are not signed in.", why: "This belongs to a customer's organisation.", todo: "Open your subscriptions, sign in there, and come back." });
  }
  return { actor, scope: customerScope(actor), correlationId: requestId, now };
}
