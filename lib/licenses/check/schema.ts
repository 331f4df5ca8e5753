import { z } from "zod";
import { guid } from "../../kernel/ids";
import { ONE_LINE } from "../../kernel/one-line";
import { CHECK_REASONS } from "../schema";

const label = (longest: number, description: string) => z.string().trim().min(1).max(longest).regex(ONE_LINE, "has to be one line, without control characters").optional().meta({ type: "string", description });

/** What a product asks about somebody who signed in there. A misspelt offerId would ask for less than was meant: what is not known is refused. */
export const licenseQuestion = z
  .strictObject({
    tenantId: guid.meta({ type: "string", format: "uuid", description: "The Microsoft Entra tenant that they signed in at: tid of their token." }),
    userId: guid.meta({ type: "string", format: "uuid", description: "Their object id in that tenant: oid of their token." }),
    offerId: z
      .string()
      .trim()
      .min(1)
      .max(108)
      .transform((offerId) => offerId.replace(/-preview$/, ""))
      .optional()
      .meta({ type: "string", description: "Microsoft's id of the offer that they want to use. Without it any subscription to any of your offers counts." }),
    userPrincipalName: label(320, "What their token calls them: preferred_username. For the customer to read where the check gives them a seat; it decides nothing."),
    name: label(400, "Their name, for the same."),
  })
  .meta({ id: "LicenseCheck", description: "Whose license is asked for." });

export type LicenseQuestion = z.output<typeof licenseQuestion>;

/** What it is told. */
export const licenseAnswer = z
  .object({
    licensed: z.boolean().meta({ description: "Whether they may use it. The other fields say why." }),
    reason: z.enum(CHECK_REASONS).meta({
      description:
        "assigned: they have a seat. site: everybody of the organisation may. not-assigned: nobody gave them a seat. no-seat-free: first come, first served, and all are taken. suspended: it was not paid. not-activated: it was bought, and is not active yet. unsubscribed: it has ended. no-subscription: there is none.",
    }),
    subscriptionId: z.guid().nullable().meta({ description: "Microsoft's id of the subscription that decides; null where there is none." }),
    planId: z.string().nullable().meta({ description: "Microsoft's id of its plan." }),
    status: z.string().nullable().meta({ description: "Its status, as Microsoft spells it." }),
  })
  .meta({ id: "LicenseCheckResult", description: "Whether somebody has a license." });

export type LicenseAnswer = z.input<typeof licenseAnswer>;
