import { database } from "../db/client";
import type { PublisherScope } from "../kernel/context";
import { FOLLOW_ACTIVATION } from "./schema";

export interface JobOfActivation {
  readonly id: number;
  readonly kind: string;
  readonly input: string;
}

/** The subscription that a job works for, as a page names it and links to it. */
export interface JobSubject {
  /** Microsoft's id. */
  readonly subscriptionId: string;
  readonly name: string;
}

/** By the id of each job that follows an activation: which subscription that is. Other jobs, and other publishers', are left out. */
export async function findJobSubjects(scope: PublisherScope, jobs: readonly JobOfActivation[]): Promise<ReadonlyMap<number, JobSubject>> {
  const followed = jobs.flatMap(({ id, kind, input }) => {
    const activation = kind === FOLLOW_ACTIVATION.name ? FOLLOW_ACTIVATION.input.safeParse(readJson(input)).data : undefined;
    return activation ? [{ id, activationId: activation.activationId }] : [];
  });
  if (followed.length === 0) return new Map();
  const activations = await database().activation.findMany({
    where: { id: { in: followed.map(({ activationId }) => activationId) }, subscription: { publisherId: scope.publisherId } },
    select: { id: true, subscription: { select: { subscriptionId: true, name: true } } },
  });
  const subjects = new Map(activations.map(({ id, subscription: { subscriptionId, name } }) => [id, { subscriptionId, name: name || subscriptionId }]));
  return new Map(followed.flatMap(({ id, activationId }): [number, JobSubject][] => {
    const subject = subjects.get(activationId);
    return subject ? [[id, subject]] : [];
  }));
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
