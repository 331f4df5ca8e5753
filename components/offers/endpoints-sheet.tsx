import type { ReactNode } from "react";
import { EndpointsNotices, type EndpointsStanding } from "@/components/offers/endpoints-notices";
import { ACTIVATION_MODE_WORDS, minutesWords } from "@/components/offers/endpoints-words";
import { Description, DescriptionList } from "@/components/ui/description-list";

/** What the publisher's systems are told, to be read. */
export function EndpointsSheet(standing: EndpointsStanding): ReactNode {
  const { activation, logUrl } = standing.rules;
  const isShortened = [activation.url, logUrl].some((url) => url?.endsWith("?…"));
  return (
    <div className="flex flex-col gap-4">
      <DescriptionList>
        <Description term="A subscription becomes active">{ACTIVATION_MODE_WORDS[activation.mode]}</Description>
        <Description term="Is told what to set up">{activation.url === null ? "Nobody" : <WebAddress value={activation.url} />}</Description>
        {activation.mode === "endpoint" ? <Description term="It is late">After {minutesWords(activation.deadlineMinutes)}: your staff is told</Description> : null}
        <Description term="Is told of every action">{logUrl === null ? "Nobody" : <WebAddress value={logUrl} />}</Description>
      </DescriptionList>
      <EndpointsNotices {...standing} />
      <p className="text-sm text-muted-foreground">{isShortened ? "An admin or an owner sees the whole addresses, and can change them." : "An admin or an owner can change this."}</p>
    </div>
  );
}

function WebAddress({ value }: { value: string }): ReactNode {
  return <span className="font-mono text-[0.8125rem] break-all">{value}</span>;
}
