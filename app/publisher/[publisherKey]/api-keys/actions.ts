"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { orConflict } from "@/app/or-conflict";
import { orNotFound } from "@/app/or-not-found";
import type { ApiKeyState } from "@/components/team/api-key-form";
import { requireMember } from "@/lib/auth/gate";
import { createApiKey } from "@/lib/team/create-api-key";
import { revokeApiKey } from "@/lib/team/revoke-api-key";
import { apiKeyForm } from "@/lib/team/schema";

/** Makes a key and shows it this once. */
export async function createKey(publisherKey: string, _before: ApiKeyState, form: FormData): Promise<ApiKeyState> {
  const ctx = await orNotFound(requireMember(publisherKey, "api-keys.manage"));
  const values = { name: z.string().catch("").parse(form.get("name")), scopes: form.getAll("scope").map(String) };
  const input = apiKeyForm.safeParse(values);
  if (!input.success) {
    const { fieldErrors } = z.flattenError(input.error);
    return { kind: "invalid", ...values, problems: { name: fieldErrors.name?.[0], scopes: fieldErrors.scopes?.[0] } };
  }
  const outcome = await orConflict(orNotFound(createApiKey(ctx, input.data)));
  if (outcome.kind === "conflict") return { kind: "invalid", ...values, problems: { name: outcome.words } };
  refresh();
  return { kind: "created", name: input.data.name, key: outcome.value.key };
}

export async function revokeKey(publisherKey: string, apiKeyId: number): Promise<void> {
  const ctx = await orNotFound(requireMember(publisherKey, "api-keys.manage"));
  await orNotFound(revokeApiKey(ctx, { apiKeyId: z.int().parse(apiKeyId) }));
  refresh();
}
