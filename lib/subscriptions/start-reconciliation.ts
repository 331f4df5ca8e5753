import { recordAudit } from "../auth/audit";
import { transaction } from "../db/transaction";
import type { Context, PublisherScope } from "../kernel/context";
import { listConfigurationsInUse } from "../offers/technical-configurations";
import { askForReconciliation } from "./ask-for-reconciliation";

/** started: the worker compares soon. running: that was asked for already. nothing-to-ask: the publisher has no offer yet. */
export type StartOutcome = { readonly kind: "started" | "running" | "nothing-to-ask" };

/** Has Microsoft's lists compared with ours now, in the background: one for each of the publisher's applications. */
export async function startReconciliation(ctx: Context<PublisherScope>): Promise<StartOutcome> {
  const { publisherId, publisherKey } = ctx.scope;
  const configurations = await listConfigurationsInUse(publisherKey);
  if (configurations.length === 0) return { kind: "nothing-to-ask" };
  return transaction(ctx, async (writing) => {
    let started = 0;
    for (const configuration of configurations) if (await askForReconciliation(writing, configuration)) started += 1;
    if (started === 0) return { kind: "running" };
    await recordAudit(writing, { type: "ReconciliationStarted", publisherId, subject: publisherKey, details: { applications: started } });
    return { kind: "started" };
  });
}
