import { readApiKeyScopes, type ApiKeyScope } from "../auth/api-key-scopes";
import { database } from "../db/client";
import { ROLES, type Context, type CustomerScope, type Role, type UserActor } from "../kernel/context";
import { hashSecret } from "../kernel/crypto";
import { NotFoundError } from "../kernel/errors";
import { readRole, type StaffScope } from "./change-staff";
import { invitationStanding, type InvitationStanding } from "./invitation-standing";

const MOST_ROWS = 500;

export interface TeamMember {
  readonly id: number;
  readonly tenantId: string;
  readonly objectId: string;
  readonly label: string;
  readonly role: Role;
  readonly addedAt: Date;
}

/**
 * The staff, owners first.
 * @throws NotFoundError when there is no such publisher.
 */
export async function listMembers(scope: StaffScope): Promise<TeamMember[]> {
  const members = await database().member.findMany({
    where: { publisherId: await publisherIdOf(scope), removedAt: null },
    select: { id: true, tenantId: true, objectId: true, label: true, role: true, addedAt: true },
    orderBy: [{ label: "asc" }, { id: "asc" }],
    take: MOST_ROWS,
  });
  return members
    .map((member) => ({ ...member, role: readRole(member.role) }))
    .sort((one, other) => ROLES.indexOf(other.role) - ROLES.indexOf(one.role));
}

export interface OpenInvitation {
  readonly id: number;
  readonly tenantId: string;
  readonly label: string;
  readonly role: Role;
  readonly invitedBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** The invitations whose links still work, newest first. */
export async function listOpenInvitations(scope: StaffScope, now: Date): Promise<OpenInvitation[]> {
  const invitations = await database().invitation.findMany({
    where: { publisherId: await publisherIdOf(scope), acceptedAt: null, revokedAt: null, expiresAt: { gt: now } },
    select: { id: true, tenantId: true, label: true, role: true, invitedBy: true, createdAt: true, expiresAt: true },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
  return invitations.map((invitation) => ({ ...invitation, role: readRole(invitation.role) }));
}

export interface ApiKeyLine {
  readonly id: number;
  readonly name: string;
  /** Its first characters. */
  readonly hint: string;
  readonly scopes: readonly ApiKeyScope[];
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

/**
 * The API keys: every one that works, newest first, then those that were revoked last.
 * @throws NotFoundError when there is no such publisher.
 */
export async function listApiKeys(scope: StaffScope): Promise<ApiKeyLine[]> {
  const publisherId = await publisherIdOf(scope);
  const select = { id: true, name: true, hint: true, scopes: true, createdBy: true, createdAt: true, lastUsedAt: true, revokedAt: true } as const;
  const valid = await database().apiKey.findMany({ where: { publisherId, revokedAt: null }, select, orderBy: [{ createdAt: "desc" }, { id: "desc" }] });
  const revoked = await database().apiKey.findMany({ where: { publisherId, revokedAt: { not: null } }, select, orderBy: [{ revokedAt: "desc" }, { id: "desc" }], take: MOST_ROWS });
  return [...valid, ...revoked].map((key) => ({ ...key, scopes: readApiKeyScopes(key.scopes) }));
}

/** What somebody who has the link of an invitation is told of it. */
export interface InvitationView {
  readonly standing: InvitationStanding;
  readonly publisherKey: string;
  readonly publisherName: string;
  readonly tenantId: string;
  readonly role: Role;
  readonly invitedBy: string;
  readonly expiresAt: Date;
}

/** The invitation of a link, as it stands to whoever is signed in; null where there is none of this link. */
export async function findInvitation({ scope, now }: Context<CustomerScope, UserActor>, secret: string): Promise<InvitationView | null> {
  const { tenantId, objectId } = scope;
  const invitation = await database().invitation.findUnique({
    where: { hash: hashSecret(secret) },
    include: { publisher: { select: { key: true, name: true, members: { where: { tenantId, objectId }, select: { removedAt: true } } } } },
  });
  if (invitation === null) return null;
  const [member] = invitation.publisher.members;
  return {
    standing: invitationStanding(invitation, scope, member ?? null, now),
    publisherKey: invitation.publisher.key,
    publisherName: invitation.publisher.name,
    tenantId: invitation.tenantId,
    role: readRole(invitation.role),
    invitedBy: invitation.invitedBy,
    expiresAt: invitation.expiresAt,
  };
}

async function publisherIdOf(scope: StaffScope): Promise<number> {
  if (scope.kind === "publisher") return scope.publisherId;
  const publisher = await database().publisher.findUnique({ where: { key: scope.publisherKey }, select: { id: true } });
  if (publisher === null) throw new NotFoundError(`publisher "${scope.publisherKey}"`);
  return publisher.id;
}
