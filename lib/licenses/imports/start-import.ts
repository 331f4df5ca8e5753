import type { Tx } from "../../db/client";
import { insertMany } from "../../db/insert-many";
import { transaction } from "../../db/transaction";
import type { Context, CustomerScope, UserActor } from "../../kernel/context";
import { PERSONAL_ACCOUNTS_TENANT } from "../../kernel/ids";
import { findManaged } from "../../subscriptions/find-managed";
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
  const { actor, now } = ctx;
  return transaction(ctx, async ({ tx }): Promise<StartOutcome> => {
    const mine = { subscriptionInfoId: managed.id, state: "preview", requestedTenantId: actor.tenantId, requestedObjectId: actor.objectId };
    await tx.licenseImport.deleteMany({ where: mine });
    const lines = await markServed(tx, managed.id, people, now);
    const { id: importId } = await tx.licenseImport.create({
      data: {
        publisherId: managed.publisherId,
        ...mine,
        fileName: nameOf(fileName),
        requestedName: actor.name.slice(0, 400),
        createdAt: now,
        lines: lines.length,
        ready: lines.filter(({ state }) => state === "ready").length,
      },
      select: { id: true },
    });
    const rows = lines.map((line) => ({ importId, ...line }));
    for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
      await insertMany(tx, "LicenseImportLines", rows.slice(at, at + ROWS_AT_ONCE), (data) => tx.licenseImportLine.create({ data, select: { number: true } }));
    }
    return { kind: "preview", importId };
  });
}

/** What each line is before the work: there is nothing to do for who has a seat, or a link to one. */
async function markServed(tx: Tx, subscriptionInfoId: string, people: readonly PersonLine[], now: Date) {
  const [licenses, invitations] = [
    await tx.subscriptionUser.findMany({ where: { subscriptionInfoId, status: "Assigned" }, select: { userId: true, userUpn: true } }),
    await tx.licenseInvitation.findMany({ where: { subscriptionInfoId, state: "open", expiresAt: { gt: now } }, select: { label: true } }),
  ];
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
