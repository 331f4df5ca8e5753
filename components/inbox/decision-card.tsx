import type { ReactNode } from "react";
import { DecisionStatus } from "@/components/inbox/inbox-status";
import { decisionLook } from "@/components/inbox/inbox-words";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Description, DescriptionList } from "@/components/ui/description-list";
import { LocalTime } from "@/components/ui/local-time";
import type { DecisionFacts } from "@/lib/inbox/decision-facts";
import type { InboxCall } from "@/lib/inbox/queries";

/** What was answered, why, and from what that was decided. */
export function DecisionCard({ call }: { call: InboxCall }): ReactNode {
  const { decision, decisionReason, answerStatus, answeredAt, facts } = call;
  return (
    <Card>
      <CardHeader title="Answer" />
      <CardBody>
        <DescriptionList>
          <Description term="Decision">
            <DecisionStatus decision={decision} />
            <span className="mt-1 block text-pretty text-muted-foreground">{decisionLook(decision).meaning}</span>
          </Description>
          {decisionReason ? <Description term="Reason">{decisionReason}</Description> : null}
          {answerStatus !== null && answeredAt !== null ? (
            <Description term="Answered">
              {answerStatus}, <LocalTime iso={answeredAt.toISOString()} precision="second" />
              {answeredAt > call.receivedAt ? <span className="text-muted-foreground">{` (after ${((answeredAt.getTime() - call.receivedAt.getTime()) / 1000).toFixed(1)} s)`}</span> : null}
            </Description>
          ) : null}
          {facts ? <Facts facts={facts} /> : null}
        </DescriptionList>
      </CardBody>
    </Card>
  );
}

function Facts({ facts: { from, to, assignedSeats, rules, publisher } }: { facts: DecisionFacts }): ReactNode {
  return (
    <>
      <Description term="Plan">{change(from.planId, to.planId)}</Description>
      {from.quantity === null && to.quantity === null ? null : <Description term="Seats">{change(from.quantity, to.quantity)}</Description>}
      {assignedSeats === null ? null : <Description term="Seats assigned then">{assignedSeats}</Description>}
      {rules ? (
        <>
          <Description term="Rules then">
            <ul className="flex flex-col gap-0.5">
              <Rule what="Upgrades" word={rules.planUpgrades} />
              <Rule what="Downgrades" word={rules.planDowngrades} />
              <Rule what="More seats" word={rules.seatIncreases} />
              <Rule what="Fewer seats" word={rules.seatDecreases} />
              <Rule what="Fewer than are assigned" word={rules.overAssignment} />
            </ul>
          </Description>
          {rules.plans.map((plan) => (
            <Description key={plan.planId} term={<>Plan <code className="font-mono text-xs break-all">{plan.planId}</code></>}>{limits(plan)}</Description>
          ))}
        </>
      ) : null}
      <Description term="Your system">
        {publisher === null ? (
          rules?.decisionUrl ? "Was not asked: the decision stood without it." : "Is not asked about changes of this offer."
        ) : (
          <>
            {publisher.words}
            {publisher.milliseconds === null ? null : <span className="text-muted-foreground">{` (${(publisher.milliseconds / 1000).toFixed(1)} s)`}</span>}
            {publisher.isSilent ? <span className="block text-muted-foreground">{`It did not decide: the offer's default, ${rules?.whenSilent ?? "accept"}, counted.`}</span> : null}
          </>
        )}
        {rules?.decisionUrl ? <code className="block font-mono text-xs break-all text-muted-foreground">{rules.decisionUrl}</code> : null}
      </Description>
    </>
  );
}

function Rule({ what, word }: { what: string; word: string | null }): ReactNode {
  return word === null ? null : <li>{`${what}: ${word === "refuse" ? "refused" : "accepted"}`}</li>;
}

function change(from: string | number | null, to: string | number | null): string {
  const before = from === null ? "unknown" : String(from);
  return to === null || to === from ? before : `${before} → ${to}`;
}

function limits({ level, changesTo, minSeats, maxSeats }: NonNullable<DecisionFacts["rules"]>["plans"][number]): string {
  const seats = minSeats === null && maxSeats === null ? null : `${minSeats ?? 1} to ${maxSeats === null ? "any number of" : maxSeats} seats`;
  const words = [level === null ? null : `level ${level}`, seats, changesTo === null ? null : changesTo.length === 0 ? "changes to no other plan" : `changes to ${changesTo.join(", ")}`];
  return words.filter((each) => each !== null).join(" · ") || "No limits";
}
