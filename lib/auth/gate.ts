import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { currentTime } from "../kernel/clock";
import type { Context, CustomerScope, LandingScope, PublisherScope, Scope, UserActor } from "../kernel/context";
import { database } from "../db/client";
import { limitCustomer } from "../http/rate-limit";
import { REQUEST_PATH_HEADER, requestIdOf } from "../http/request-id";
import { scopeOfMember } from "./member-of";
import type { Permission } from "./permissions";
import { customerScope } from "./scope";
import { currentUser } from "./session";

/** The context of the present request for a person within `scope`. */
async function context<S extends Scope>(actor: UserActor, scope: S): Promise<Context<S, UserActor>> {
  return { actor, scope, correlationId: requestIdOf(await headers()), now: currentTime() };
}

/** Who is signed in; everybody else is sent to the sign-in page and comes back to where they are. */
export async function requireUser(): Promise<UserActor> {
  const user = await currentUser();
  if (user !== null) return user;
  const path = (await headers()).get(REQUEST_PATH_HEADER) ?? "/";
  redirect(`/sign-in?callbackUrl=${encodeURIComponent(path)}`);
}

/** A customer, within their organisation (or for a personal account within what is theirs alone). */
export async function requireCustomer(): Promise<Context<CustomerScope, UserActor>> {
  const user = await requireUser();
  return context(user, customerScope(user));
}

/**
 * The same for what a customer does or looks up by a server action, which is counted.
 * @throws TooManyRequestsError when they have none left in this minute.
 */
export async function requireCustomerAction(): Promise<Context<CustomerScope, UserActor>> {
  const ctx = await requireCustomer();
  await limitCustomer(ctx.actor);
  return ctx;
}

/** The context of somebody who arrived at a landing page and signed in. */
export async function landingContext(user: UserActor, scope: LandingScope): Promise<Context<LandingScope, UserActor>> {
  return context(user, scope);
}

export interface Membership {
  readonly publisherKey: string;
  readonly publisherName: string;
}

/** The publishers on whose staff this person is, asked of the database each time: who is removed is out at once. */
export async function membershipsOf(user: UserActor): Promise<Membership[]> {
  const members = await database().member.findMany({
    where: { tenantId: user.tenantId, objectId: user.objectId, removedAt: null },
    select: { publisher: { select: { key: true, name: true } } },
    orderBy: { publisher: { name: "asc" } },
  });
  return members.map(({ publisher }) => ({ publisherKey: publisher.key, publisherName: publisher.name }));
}

/**
 * A member of this publisher who may do `permission`.
 * @throws NotFoundError for everybody who is no member: they learn nothing of whom there is.
 * @throws PortalError `forbidden` for a member whose role does not reach.
 */
export async function requireMember(publisherKey: string, permission: Permission): Promise<Context<PublisherScope, UserActor>> {
  const user = await requireUser();
  return context(user, await scopeOfMember(user, publisherKey, permission));
}
