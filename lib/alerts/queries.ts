import { database } from "../db/client";
import type { PublisherScope } from "../kernel/context";

export interface OpenAlert {
  readonly id: number;
  readonly kind: string;
  readonly message: string;
  readonly subscriptionId: string | null;
  readonly jobId: number | null;
  readonly occurrences: number;
  readonly raisedAt: Date;
  readonly lastAt: Date;
  readonly correlationId: string | null;
}

/** What waits for somebody of the staff, newest first, at most `take`. */
export async function listOpenAlerts(scope: PublisherScope, take = 20): Promise<OpenAlert[]> {
  return database().alert.findMany({
    where: { publisherId: scope.publisherId, closedAt: null },
    orderBy: { id: "desc" },
    take,
    select: { id: true, kind: true, message: true, subscriptionId: true, jobId: true, occurrences: true, raisedAt: true, lastAt: true, correlationId: true },
  });
}

export async function countOpenAlerts(scope: PublisherScope): Promise<number> {
  return database().alert.count({ where: { publisherId: scope.publisherId, closedAt: null } });
}
