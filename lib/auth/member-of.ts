import { z } from "zod";
import { database } from "../db/client";
import type { Incoming } from "../http/route";
import { ROLES, type Context, type PublisherScope, type UserActor } from "../kernel/context";
import { NotFoundError, PortalError } from "../kernel/errors";
import { addressKey } from "../kernel/ids";
import { may, notAllowed, type Permission } from "./permissions";
import { publisherScope } from "./scope";
import { currentUser } from "./session";

/**
 * What a person on this publisher's staff may reach, asked of the database each time: who is removed is out at once.
 * @throws NotFoundError for everybody who is no member: they learn nothing of whom there is.
 * @throws PortalError `forbidden` for a member whose role does not reach.
 */
export async function scopeOfMember(user: UserActor, publisherKey: string, permission: Permission): Promise<PublisherScope> {
  // Arguments of server actions come from outside, whatever their type says: an object would be a condition of its own.
  const key = addressKey.safeParse(publisherKey).data;
  if (key === undefined) throw new NotFoundError("publisher");
  const member = await database().member.findFirst({
    where: { tenantId: user.tenantId, objectId: user.objectId, removedAt: null, publisher: { key } },
    select: { role: true, publisherId: true },
  });
  if (member === null) throw new NotFoundError("publisher");
  const role = z.enum(ROLES).parse(member.role);
  if (!may(role, permission)) throw notAllowed(role);
  return publisherScope({ publisherId: member.publisherId, publisherKey: key, role });
}

/** The authenticator of routes under /publisher/[publisherKey]: a member who is signed in and may do `permission`. */
export function memberOf(permission: Permission): (incoming: Incoming) => Promise<Context<PublisherScope, UserActor>> {
  return async ({ params, requestId, now }) => {
    const actor = await currentUser();
    if (actor === null) {
      throw new PortalError("unauthenticated", { what: "You are not signed in.", why: "This belongs to the staff of a publisher.", todo: "Open the publisher's pages, sign in there, and come back." });
    }
    const { publisherKey } = z.object({ publisherKey: z.string() }).parse(params);
    return { actor, scope: await scopeOfMember(actor, publisherKey, permission), correlationId: requestId, now };
  };
}
