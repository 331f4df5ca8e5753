import { database } from "../../db/client";
import { insertMany } from "../../db/insert-many";
import { transaction } from "../../db/transaction";
import type { Context, CustomerScope, UserActor } from "../../kernel/context";
import { PERSONAL_ACCOUNTS_TENANT } from "../../kernel/ids";
import { findManaged, type ManagedSubscription } from "../../subscriptions/find-managed";
import { licenseModelOf } from "../../subscriptions/license-model";
import { whyNoSeats } from "../policy";
import type { SeatRefusal } from "../schema";
import { readPeople, type PersonLine } from "./read-people";
import type { FileProblem } from "./schema";

export interface ImportFile {
  /** Microsoft's id. */
  readonly subscriptionId: string;
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

export type StartOutcome =
  | { readonly kind: "preview"; readonly importId: number }
  | { readonly kind: "not-manager" }
  /** Nobody can be given a seat just now. */
  | { readonly kind: "no-seats"; readonly reason: SeatRefusal }
  | { readonly kind: "refused"; readonly problem: FileProblem; readonly line: number | null };

/** Rows in one statement: seven columns each, below the 2,100 parameters of SQL Server. */
const ROWS_AT_ONCE = 250;

/**
 * Keeps a file's people for a manager to look at; nobody is given anything yet. What the same manager looked at before,
 * and did not confirm, is replaced.
 * @throws NotFoundError when the subscription lies outside the scope.
 */
export async function startImport(ctx: Context<CustomerScope, UserActor>, { subscriptionId, fileName, bytes }: ImportFile): Promise<StartOutcome> {
  const managed = await findManaged(ctx, subscriptionId);
  if (managed === null) return { kind: "not-manager" };
  const reason = whyNoSeats(managed.status, licenseModelOf(managed));
  if (reason !== null) return { kind: "no-seats", reason };
  const file = readPeople(bytes);
  if (file.kind === "refused") return file;

  // An organisation's object ids say nothing of personal accounts: their people are invited.
  const isPersonal = managed.tenantId === PERSONAL_ACCOUNTS_TENANT;
  const people = isPersonal ? file.lines.map((person) => ({ ...person, objectId: null })) : file.lines;
  const lines = await markServed(managed.id, people, ctx.now);
  const importId = await keepLines(ctx, managed, nameOf(fileName), lines);
  await transaction(ctx, async ({ tx, actor }) => {
    await tx.licenseImport.deleteMany({ where: { subscriptionInfoId: managed.id, state: "preview", requestedTenantId: actor.tenantId, requestedObjectId: actor.objectId } });
    await tx.licenseImport.update({ where: { id: importId }, data: { state: "preview" }, select: { id: true } });
  });
  return { kind: "preview", importId };
}

/**
 * Writes a file's lines in several short transactions, because nobody else can write to SQLite meanwhile. Until all of them
 * are there the file counts as dropped, so that one that was left half-way is swept like those.
 */
async function keepLines(ctx: Context<CustomerScope, UserActor>, { id: subscriptionInfoId, publisherId }: ManagedSubscription, fileName: string, lines: readonly NewLine[]): Promise<number> {
  const { actor, now } = ctx;
  const { id: importId } = await transaction(ctx, ({ tx }) =>
    tx.licenseImport.create({
      data: {
        publisherId,
        subscriptionInfoId,
        fileName,
        state: "discarded",
        requestedTenantId: actor.tenantId,
        requestedObjectId: actor.objectId,
        requestedName: actor.name.slice(0, 400),
        createdAt: now,
        lines: lines.length,
        ready: lines.filter(({ state }) => state === "ready").length,
      },
      select: { id: true },
    }),
  );
  for (let at = 0; at < lines.length; at += ROWS_AT_ONCE) {
    const rows = lines.slice(at, at + ROWS_AT_ONCE).map((line) => ({ importId, ...line }));
    await transaction(ctx, ({ tx }) => insertMany(tx, "LicenseImportLines", rows, (data) => tx.licenseImportLine.create({ data, select: { number: true } })));
  }
  return importId;
}

type NewLine = Omit<PersonLine, "problem"> & { readonly state: string; readonly problem: string | null };

/** What each line is before the work: there is nothing to do for who has a seat, or a link to one. */
async function markServed(subscriptionInfoId: string, people: readonly PersonLine[], now: Date): Promise<NewLine[]> {
  const [licenses, invitations] = await Promise.all([
    database().subscriptionUser.findMany({ where: { subscriptionInfoId, status: "Assigned" }, select: { userId: true, userUpn: true } }),
    database().licenseInvitation.findMany({ where: { subscriptionInfoId, state: "open", expiresAt: { gt: now } }, select: { label: true } }),
  ]);
  const ids = new Set(licenses.map(({ userId }) => userId.toLowerCase()));
  const upns = new Set(licenses.map(({ userUpn }) => userUpn.toLowerCase()));
  const invited = new Set(invitations.map(({ label }) => label.toLowerCase()));
  return people.map(({ line, label, objectId, name, problem }) => {
    const stateOf = (): { state: string; problem: string | null } => {
      if (problem !== null) return { state: "problem", problem };
      // The object id decides where there is one: addresses are given to somebody else in time.
      if (objectId === null ? upns.has(label.toLowerCase()) : ids.has(objectId)) return { state: "already", problem: null };
      return objectId === null && invited.has(label.toLowerCase()) ? { state: "already", problem: "invited" } : { state: "ready", problem: null };
    };
    return { line, label, objectId, name, ...stateOf() };
  });
}

/** Without the folders that some browsers send, and without what would do something on a page. */
function nameOf(fileName: string): string {
  const name = (fileName.split(/[\\/]/).at(-1) ?? "").replace(/[\p{Cc}\p{Cs}\u2028-\u202E\u2066-\u2069]/gu, "").trim();
  return (name === "" ? "file.csv" : name).slice(0, 200);
}
