import type { TransactionContext } from "../db/transaction";
import { database } from "../db/client";
import { numberedPage, type Page, type PageRequest } from "../db/keyset";
import { actorColumns } from "../kernel/actor-columns";
import type { Context, PublisherScope } from "../kernel/context";

/** What the staff's audit speaks of: people, keys and settings. What happens to subscriptions stands in the action log. */
export const AUDIT_TYPES = [
  "MemberAdded",
  "MemberRoleChanged",
  "MemberRenamed",
  "MemberRemoved",
  "InvitationCreated",
  "InvitationRevoked",
  "ApiKeyCreated",
  "ApiKeyRevoked",
  "SettingsApplied",
  "SigningSecretRotated",
  "ChangeRulesChanged",
  "LicenseRulesChanged",
  "WebhookKeyChanged",
  "EndpointsChanged",
  "EndpointPaused",
  "EndpointResumed",
  "DeliveriesResent",
  "DeliveryRevealed",
  "TestEventSent",
  "ActionsKeptChanged",
  "ActionsRemoved",
  "InboxReplayed",
  "InboxRevealed",
  "ReconciliationStarted",
  "DriftRepaired",
  "JobRetried",
  "AlertClosed",
] as const;
export type AuditType = (typeof AUDIT_TYPES)[number];

export interface AuditInput {
  readonly type: AuditType;
  readonly publisherId: number;
  /** Whom or what it was done to, for people to read. */
  readonly subject: string;
  /** What else is worth knowing; no secrets. */
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Writes one line of the staff's audit, in the transaction of what it reports. */
export async function recordAudit(ctx: Omit<Context, "scope"> & TransactionContext, entry: AuditInput): Promise<void> {
  await ctx.tx.auditEntry.create({
    data: {
      publisherId: entry.publisherId,
      type: entry.type,
      date: ctx.now,
      ...actorColumns(ctx.actor),
      actorObjectId: ctx.actor.kind === "user" ? ctx.actor.objectId : null,
      subject: entry.subject.slice(0, 400),
      details: entry.details ? JSON.stringify(entry.details) : null,
      correlationId: ctx.correlationId,
    },
  });
}

export interface AuditLine {
  readonly number: number;
  readonly type: string;
  readonly date: Date;
  readonly actorKind: string;
  /** As the person's organisation calls them: for people to read. The ids say who it was. */
  readonly actorName: string | null;
  readonly actorTenantId: string | null;
  readonly actorObjectId: string | null;
  readonly subject: string;
  readonly details: string | null;
}

/** The staff's audit, newest first. */
export async function listAudit(scope: PublisherScope, request: PageRequest): Promise<Page<AuditLine>> {
  return numberedPage(request, (keyset) =>
    database().auditEntry.findMany({
      where: { publisherId: scope.publisherId, ...keyset.where },
      orderBy: keyset.orderBy,
      take: keyset.take,
      select: { number: true, type: true, date: true, actorKind: true, actorName: true, actorTenantId: true, actorObjectId: true, subject: true, details: true },
    }),
  );
}
