import type { Actor } from "../kernel/context";

/**
 * InitiatorUserId is the person's object id. Where nobody acted, it is one of these fixed ids
 * (docs/marketplace/actors.md), so that reports that join on it go on working.
 */
const NON_HUMAN: Record<Exclude<Actor["kind"], "user">, string> = {
  visitor: "00000000-0000-0000-0000-000000000001",
  marketplace: "00000000-0000-0000-0000-000000000002",
  "api-key": "00000000-0000-0000-0000-000000000003",
  job: "00000000-0000-0000-0000-000000000004",
  "command-line": "00000000-0000-0000-0000-000000000005",
  "publisher-system": "00000000-0000-0000-0000-000000000006",
};

export function initiatorUserId(actor: Actor): string {
  return actor.kind === "user" ? actor.objectId : NON_HUMAN[actor.kind];
}
