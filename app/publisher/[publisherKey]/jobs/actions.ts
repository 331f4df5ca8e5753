"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { orNotFound } from "@/app/or-not-found";
import { requireMember } from "@/lib/auth/gate";
import { retryDeadJobs, retryJob } from "@/lib/jobs/retry";

/** Has one job tried again at once. */
export async function retryOne(publisherKey: string, jobId: number): Promise<void> {
  const ctx = await orNotFound(requireMember(publisherKey, "jobs.retry"));
  await orNotFound(retryJob(ctx, z.int().parse(jobId)));
  redirect(`/publisher/${encodeURIComponent(publisherKey)}/jobs/${jobId}`);
}

/** Has everything tried again that was given up. */
export async function retryAll(publisherKey: string): Promise<void> {
  const ctx = await orNotFound(requireMember(publisherKey, "jobs.retry"));
  await retryDeadJobs(ctx);
  redirect(`/publisher/${encodeURIComponent(publisherKey)}/jobs`);
}
