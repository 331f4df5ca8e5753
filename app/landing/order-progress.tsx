import { getTranslations } from "next-intl/server";
import { checkOrder, followOrder } from "@/app/landing/[offerKey]/order/actions";
import { ActivationProgress } from "@/components/order/activation-progress";
import { PageHeader } from "@/components/page/page-header";
import { progressOf } from "@/lib/activations/policy";
import type { SubscriptionFacts } from "@/lib/subscriptions/facts";

const AT_MICROSOFT = ["progress.title", "progress.body"] as const;
const SETTING_UP = ["progress.settingUpTitle", "progress.settingUpBody"] as const;
/** Title and what it means; null: what is shown below says it. */
const WORDS = { "setting-up": SETTING_UP, late: SETTING_UP, "set-up-failed": null, refusing: null, activating: AT_MICROSOFT, over: AT_MICROSOFT } as const;

/** Confirmed: what is done about it now, and by whom. */
export async function OrderProgress({ facts, contact }: { facts: SubscriptionFacts; contact: string }) {
  const t = await getTranslations("order");
  const { activation, status, subscriptionId } = facts;
  const progress = progressOf(activation, status);
  const words = WORDS[progress];
  return (
    <>
      <PageHeader title={words ? t(words[0]) : t("title", { offer: facts.offerName ?? "" })} description={words ? t(words[1], { publisher: facts.publisherName ?? "" }) : null} />
      <ActivationProgress facts={facts} progress={progress} contact={contact} follow={followOrder.bind(null, subscriptionId)} checkNow={checkOrder.bind(null, subscriptionId)} />
    </>
  );
}
