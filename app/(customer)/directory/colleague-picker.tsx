import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { connectDirectory, disconnectDirectory, searchColleagues } from "@/app/(customer)/directory/actions";
import { ConsentNotice } from "@/components/licenses/consent-notice";
import type { PickerTexts } from "@/components/licenses/picker-texts";
import { UserPicker } from "@/components/licenses/user-picker";
import { CONSENT_OUTCOMES } from "@/lib/auth/directory-consent";
import { adminConsentAddress } from "@/lib/auth/directory-scope";
import type { Context, CustomerScope, UserActor } from "@/lib/kernel/context";
import { MOST_AT_ONCE } from "@/lib/licenses/schema";
import { directoryStanding } from "@/lib/licenses/directory/search";

interface ColleaguePickerProps {
  ctx: Context<CustomerScope, UserActor>;
  /** Of the page that it stands on, to come back to. */
  path: string;
  /** What stands behind `?directory=` in the page's address, after Microsoft has asked. */
  outcome: string | string[] | undefined;
  /** Object ids of those who have it already, and what is said of them. */
  held?: readonly string[];
  heldText: string;
  /** At most so many at once; as many as go on a page where it is left out. */
  most?: number;
  /** The form's button. */
  children: ReactNode;
}

/** Chooses colleagues, within a form: `person` holds each as JSON. Shows nothing to a personal account, which has none. */
export async function ColleaguePicker({ ctx, path, outcome, held, heldText, most, children }: ColleaguePickerProps): Promise<ReactNode> {
  const standing = await directoryStanding(ctx);
  if (standing === "personal-account") return null;
  const texts = await pickerTexts(heldText);
  const told = standing === "connected" ? undefined : CONSENT_OUTCOMES.find((each) => each === [outcome].flat()[0]);
  return (
    <div className="flex flex-col gap-3">
      {told === undefined || told === "connected" ? null : <ConsentNotice outcome={told} adminAddress={adminConsentAddress(ctx.scope.tenantId)} />}
      <UserPicker isConnected={standing === "connected"} search={searchColleagues} connect={connectDirectory.bind(null, path)} disconnect={disconnectDirectory.bind(null, path)} texts={texts} held={held} most={most === undefined ? MOST_AT_ONCE : Math.min(most, MOST_AT_ONCE)}>
        {children}
      </UserPicker>
    </div>
  );
}

async function pickerTexts(held: string): Promise<PickerTexts> {
  const t = await getTranslations("directory");
  return {
    held,
    search: t("search"),
    searchHint: t("searchHint"),
    searching: t("searching"),
    results: t("results"),
    shown: t("shown", { count: "{count}" }),
    none: t("none", { search: "{search}" }),
    nobody: t("nobody"),
    more: t("more"),
    chosen: t("chosen", { count: "{count}" }),
    remove: t("remove", { name: "{name}" }),
    most: t("most", { count: "{count}" }),
    noMail: t("noMail"),
    retry: t("retry"),
    unavailable: t("unavailable"),
    unavailableBody: t("unavailableBody", { id: "{id}" }),
    throttled: t("throttled"),
    throttledBody: t("throttledBody", { seconds: "{seconds}" }),
    offline: t("offline"),
    notMember: t("notMember"),
    notMemberBody: t("notMemberBody"),
    consentLost: t("consentLost"),
    ask: t("ask"),
    askBody: t("askBody"),
    askNote: t("askNote"),
    connect: t("connect"),
    connecting: t("connecting"),
    disconnect: t("disconnect"),
    disconnectBody: t("disconnectBody"),
    disconnecting: t("disconnecting"),
  };
}
