"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { orConflict } from "@/app/or-conflict";
import { orNotFound } from "@/app/or-not-found";
import type { ChangeRulesState } from "@/components/offers/change-rules-form";
import { valuesOfForm } from "@/components/offers/change-rules-values";
import type { EndpointsState } from "@/components/offers/endpoints-form";
import { endpointValuesOfForm, FIELD_OF_SETTING } from "@/components/offers/endpoints-values";
import type { RotateOutcome } from "@/components/offers/rotate-signing-secret";
import type { WebhookKeyOutcome } from "@/components/offers/webhook-key";
import type { LicenseRulesState } from "@/components/offers/license-rules-form";
import { licenseValuesOfForm } from "@/components/offers/license-rules-values";
import { requireMember } from "@/lib/auth/gate";
import { endpointProblems } from "@/lib/offers/endpoint-rules";
import { rotateSigningSecret } from "@/lib/offers/rotate-signing-secret";
import { changeRulesForm, endpointsForm, licenseRulesForm } from "@/lib/offers/schema";
import { setChangeRules } from "@/lib/offers/set-change-rules";
import { setEndpoints } from "@/lib/offers/set-endpoints";
import { setLicenseRules } from "@/lib/offers/set-license-rules";
import { webhookAddress } from "@/lib/offers/webhook-address";
import { makeWebhookKey, removeWebhookKey } from "@/lib/offers/webhook-key";

/** Makes a new signing secret and shows it this once. */
export async function rotateSecret(publisherKey: string, offerKey: string): Promise<RotateOutcome> {
  const ctx = await orNotFound(requireMember(publisherKey, "offers.manage"));
  const outcome = await orConflict(orNotFound(rotateSigningSecret(ctx, { offerKey: z.string().parse(offerKey) })));
  refresh();
  if (outcome.kind === "conflict") return { kind: "overtaken" };
  const { secret, previousUntil } = outcome.value;
  return { kind: "rotated", secret, previousUntil: previousUntil?.toISOString() ?? null };
}

/** Sets what customers may change at Microsoft by themselves. */
export async function saveChangeRules(publisherKey: string, offerKey: string, _before: ChangeRulesState, form: FormData): Promise<ChangeRulesState> {
  const ctx = await orNotFound(requireMember(publisherKey, "offers.manage"));
  const values = valuesOfForm(form);
  const rules = changeRulesForm.safeParse(values);
  if (!rules.success) return { kind: "invalid", values, problems: Object.fromEntries(rules.error.issues.map(({ path, message }) => [path.join("."), message])) };
  const seen = z.string().optional().parse(form.get("seen") ?? undefined);
  const outcome = await orConflict(orNotFound(setChangeRules(ctx, { offerKey: z.string().parse(offerKey), rules: rules.data, seen })));
  refresh();
  return outcome.kind === "conflict" ? outcome : { kind: "saved", count: outcome.value.length };
}

/** Sets who may use what customers buy of the offer. */
export async function saveLicenseRules(publisherKey: string, offerKey: string, _before: LicenseRulesState, form: FormData): Promise<LicenseRulesState> {
  const ctx = await orNotFound(requireMember(publisherKey, "offers.manage"));
  const values = licenseValuesOfForm(form);
  const rules = licenseRulesForm.safeParse(values);
  if (!rules.success) return { kind: "invalid", values, problems: Object.fromEntries(rules.error.issues.map(({ path, message }) => [path.join("."), message])) };
  const seen = z.string().optional().parse(form.get("seen") ?? undefined);
  const outcome = await orConflict(orNotFound(setLicenseRules(ctx, { offerKey: z.string().parse(offerKey), rules: rules.data, seen })));
  refresh();
  return outcome.kind === "conflict" ? outcome : { kind: "saved", count: outcome.value.length };
}

/** Sets what the publisher's own systems are told, and where. */
export async function saveEndpoints(publisherKey: string, offerKey: string, _before: EndpointsState, form: FormData): Promise<EndpointsState> {
  const ctx = await orNotFound(requireMember(publisherKey, "offers.manage"));
  const values = endpointValuesOfForm(form);
  const rules = endpointsForm.safeParse(values);
  if (!rules.success) return { kind: "invalid", values, problems: Object.fromEntries(rules.error.issues.map(({ path, message }) => [path.join("."), message])) };
  const problems = endpointProblems(rules.data);
  if (problems.length > 0) return { kind: "invalid", values, problems: Object.fromEntries(problems.map(({ field, words }) => [FIELD_OF_SETTING[field], words])) };
  const seen = z.string().optional().parse(form.get("seen") ?? undefined);
  const outcome = await orConflict(orNotFound(setEndpoints(ctx, { offerKey: z.string().parse(offerKey), rules: rules.data, seen })));
  refresh();
  return outcome.kind === "conflict" ? outcome : { kind: "saved", count: outcome.value.changes.length };
}

/** Has calls to the webhook carry a new key in their address, and shows it this once. */
export async function makeKey(publisherKey: string, offerKey: string): Promise<WebhookKeyOutcome> {
  const ctx = await orNotFound(requireMember(publisherKey, "offers.manage"));
  const outcome = await orConflict(orNotFound(makeWebhookKey(ctx, { offerKey: z.string().parse(offerKey) })));
  refresh();
  return outcome.kind === "conflict" ? { kind: "overtaken" } : { kind: "made", address: webhookAddress(offerKey, outcome.value) };
}

/** Has calls to the webhook carry no key any more. */
export async function removeKey(publisherKey: string, offerKey: string): Promise<WebhookKeyOutcome> {
  const ctx = await orNotFound(requireMember(publisherKey, "offers.manage"));
  const outcome = await orConflict(orNotFound(removeWebhookKey(ctx, { offerKey: z.string().parse(offerKey) })));
  refresh();
  return { kind: outcome.kind === "conflict" ? "overtaken" : "removed" };
}
