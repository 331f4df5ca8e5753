import { z } from "zod";
import { API_KEY_SCOPES } from "../auth/api-key-scopes";
import { ROLES } from "../kernel/context";
import { ONE_LINE } from "../kernel/one-line";
import { guid, PERSONAL_ACCOUNTS_TENANT } from "../kernel/ids";

/** How long the link of an invitation works. */
export const INVITATION_DAYS = 7;

/** How many links of a publisher may be open at once, and how many API keys valid: as many as people can oversee. */
export const MOST_INVITATIONS = 100;
export const MOST_API_KEYS = 50;

/** Name or mail address for people to read; decides nothing. */
export const labelSchema = z.string().trim().min(1, "Enter a name or a mail address.").max(320, "Use at most 320 characters.").regex(ONE_LINE, "Use one line, without control characters.");

export const roleSchema = z.enum(ROLES, "Choose a role.");

/** Whose accounts may open a link: one organisation's, or every personal account. */
export const ACCOUNT_KINDS = ["own", "other", "personal"] as const;

/** The form that invites; `ownTenantId` is the inviter's. */
export function invitationForm(ownTenantId: string) {
  return z
    .object({ label: labelSchema, role: roleSchema, account: z.enum(ACCOUNT_KINDS, "Choose an account."), tenantId: z.string().trim().default("") })
    .transform(({ label, role, account, tenantId }, context) => {
      const tenant = account === "own" ? ownTenantId : account === "personal" ? PERSONAL_ACCOUNTS_TENANT : guid.safeParse(tenantId).data;
      if (tenant !== undefined) return { label, role, tenantId: tenant };
      context.addIssue({ code: "custom", path: ["tenantId"], message: "Enter the organisation's tenant id, like 00000000-0000-0000-0000-000000000000." });
      return z.NEVER;
    });
}

/** The form that makes an API key. */
export const apiKeyForm = z.object({
  name: z.string().trim().min(1, "Enter a name.").max(100, "Use at most 100 characters.").regex(ONE_LINE, "Use one line, without control characters."),
  scopes: z.array(z.enum(API_KEY_SCOPES)).min(1, "Choose what the key may do."),
});
