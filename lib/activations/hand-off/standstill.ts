import type { Tx } from "../../db/client";
import { addSeconds } from "../../kernel/clock";
import { SLOW_SECONDS } from "../patience";
import { followKey } from "../schema";

interface Asked {
  readonly id: number;
  readonly state: string;
  readonly attempts: number;
  readonly handedOverAt: Date | null;
  readonly callingUntil: Date | null;
}

/**
 * Whether Microsoft was to activate what the publisher's system had set up more than an hour ago, has not answered, and
 * nobody is calling it right now: the staff may decide then. It is the age of the job that tells since when.
 */
export async function isStandingStill({ job }: Pick<Tx, "job">, { id, state, attempts, handedOverAt, callingUntil }: Asked, now: Date): Promise<boolean> {
  if (state !== "requested" || handedOverAt === null || (callingUntil !== null && callingUntil > now)) return false;
  const following = await job.findUnique({ where: { key: followKey(id, attempts) }, select: { createdAt: true } });
  return following === null || following.createdAt <= addSeconds(now, -SLOW_SECONDS);
}
