import type { Metadata } from "next";
import { getFormatter, getTranslations } from "next-intl/server";
import { signIn } from "@/app/sign-in/actions";
import { listHrefs, listRequest, type ListSearch } from "@/app/list-search";
import { orFirstPage } from "@/app/or-first-page";
import { PageHeader } from "@/components/page/page-header";
import { CustomerSubscriptionTable } from "@/components/subscriptions/subscription-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Glyph } from "@/components/ui/glyph";
import { SubmitButton } from "@/components/ui/submit-button";
import { requireCustomer } from "@/lib/auth/gate";
import { listSubscriptions } from "@/lib/subscriptions/queries";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("subscriptions"))("title") };
}

const KNOWN_TERMS = ["P1M", "P1Y", "P2Y", "P3Y", "P4Y", "P5Y"] as const;

export default async function CustomerSubscriptionsPage({ searchParams }: { searchParams: Promise<ListSearch> }) {
  const ctx = await requireCustomer();
  const request = listRequest(await searchParams);
  const { search, limit, cursor } = request;
  const [page, t, states, terms, format] = await Promise.all([orFirstPage(listSubscriptions(ctx.scope, { search, limit, cursor }), "/subscriptions"), getTranslations("subscriptions"), getTranslations("states"), getTranslations("terms"), getFormatter()]);
  const seatsInWords = ({ licenseModel, state, acquiredLicenses, quantity }: (typeof page.items)[number]): string | null => {
    if (licenseModel === "site") return t("everybody");
    if (state !== "subscribed" && state !== "suspended") return format.number(quantity);
    return t(acquiredLicenses > quantity ? "seatsOver" : "seatsTaken", { taken: acquiredLicenses, bought: quantity });
  };
  const termInWords = (unit: string): string => {
    const known = KNOWN_TERMS.find((term) => term === unit);
    return unit === "" ? "" : known === undefined ? terms("other", { term: unit }) : terms(known);
  };
  const titles = { name: t("name"), state: t("state"), offer: t("offer"), plan: t("plan"), seats: t("seats"), endDate: t("renews") };
  return (
    <>
      <PageHeader title={t("title")} description={t("description", { who: ctx.scope.personal ? t("you") : t("yourOrganisation") })} />
      <CustomerSubscriptionTable
        caption={t("title")}
        titles={titles}
        rows={page.items.map((line) => ({
          id: line.id,
          href: `/subscriptions/${line.subscriptionId}`,
          name: line.name,
          offer: line.offerName ?? "–",
          plan: [line.planName, termInWords(line.termUnit)].filter(Boolean).join(" · "),
          seats: seatsInWords(line),
          isOver: line.licenseModel !== "site" && line.acquiredLicenses > line.quantity,
          state: line.state,
          stateWord: states(line.state),
          customer: "",
          kind: "",
          createdAt: line.createdAt.toISOString(),
          endDate: line.endDate ? format.dateTime(line.endDate, { dateStyle: "medium", timeZone: "UTC" }) : "–",
        }))}
        {...listHrefs("/subscriptions", request, page)}
        labels={{
          search: t("search"),
          clearSearch: t("clearSearch"),
          noMatch: t("none", { search: request.search }),
          noMatchAdvice: t("noneAdvice"),
          paging: t("paging"),
          previous: t("previous"),
          next: t("next"),
        }}
        empty={
          <EmptyState
            icon={<Glyph name="info" />}
            title={t("empty")}
            action={
              <form action={signIn}>
                <input type="hidden" name="returnTo" value="/subscriptions" />
                <SubmitButton variant="outline">{t("emptyAccount")}</SubmitButton>
              </form>
            }
          >
            {t("emptyBody", { account: ctx.actor.email ?? ctx.actor.name })}
          </EmptyState>
        }
      />
    </>
  );
}
