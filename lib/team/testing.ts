import { customerScope, publisherScope, systemScope } from "../auth/scope";
import { database } from "../db/client";
import type { Context, CustomerScope, PublisherScope, Role, SystemScope, UserActor } from "../kernel/context";
import { newId } from "../kernel/ids";

export const NOW = new Date("2026-03-01T12:00:00Z");

/** Somebody of a tenant. */
export function person(name: string, tenantId: string = newId()): UserActor {
  return { kind: "user", tenantId, objectId: newId(), name, email: `${name.toLowerCase()}@northwind.example` };
}

/** A publisher of a test's own. */
export interface TestPublisher {
  readonly publisherId: number;
  readonly publisherKey: string;
  /** Puts somebody on the staff, past all commands. */
  join(role: Role, actor?: UserActor): Promise<{ memberId: number; actor: UserActor; ctx: Context<PublisherScope, UserActor> }>;
  /** The command line. */
  readonly system: Context<SystemScope & { readonly publisherKey: string }>;
  /** Who is on the staff, as "Name role", by name. */
  staff(): Promise<string[]>;
  /** The staff's audit as "Type subject", oldest first. */
  audit(): Promise<string[]>;
}

export async function testPublisher(publisherKey = "northwind"): Promise<TestPublisher> {
  const { id: publisherId } = await database().publisher.create({ data: { key: publisherKey, name: publisherKey } });
  return {
    publisherId,
    publisherKey,
    join: async (role, actor = person(role)) => {
      const { tenantId, objectId, name: label } = actor;
      const { id: memberId } = await database().member.create({ data: { publisherId, tenantId, objectId, label, role, addedAt: NOW } });
      return { memberId, actor, ctx: { actor, scope: publisherScope({ publisherId, publisherKey, role }), correlationId: newId(), now: NOW } };
    },
    system: { actor: { kind: "command-line", name: "test" }, scope: { ...systemScope(), publisherKey }, correlationId: newId(), now: NOW },
    staff: async () => (await database().member.findMany({ where: { publisherId, removedAt: null }, orderBy: { label: "asc" } })).map(({ label, role }) => `${label} ${role}`),
    audit: async () => (await database().auditEntry.findMany({ where: { publisherId }, orderBy: { number: "asc" } })).map(({ type, subject }) => `${type} ${subject}`),
  };
}

/** Somebody who has signed in and opened a link. */
export function invitee(actor: UserActor, now = NOW): Context<CustomerScope, UserActor> {
  return { actor, scope: customerScope(actor), correlationId: newId(), now };
}
