import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import { Description, DescriptionList } from "@/components/ui/description-list";
import { Table, TableBody, TableCell, TableHead, TableHeading, TableRow, TableRowHeading } from "@/components/ui/table";
import type { ChangeRules, Consent, PlanRules } from "@/lib/offers/change-rules";

const CONSENT_WORDS: Readonly<Record<Consent, string>> = { accept: "Accepted", refuse: "Refused" };

/** What a plan is called, in the offer's order. */
export interface PlanName {
  readonly planId: string;
  readonly name: string;
}

interface ChangeRulesSheetProps {
  rules: ChangeRules;
  planNames: readonly PlanName[];
  hasSigningSecret: boolean;
}

/** The rules for changes, to be read. */
export function ChangeRulesSheet({ rules, planNames, hasSigningSecret }: ChangeRulesSheetProps): ReactNode {
  const nameOf = (planId: string): string => planNames.find((plan) => plan.planId === planId)?.name ?? planId;
  return (
    <div className="flex flex-col gap-4">
      <DescriptionList>
        <Description term="To a plan of a higher level">{CONSENT_WORDS[rules.planUpgrades]}</Description>
        <Description term="To a plan of a lower level">{CONSENT_WORDS[rules.planDowngrades]}</Description>
        <Description term="More seats">{CONSENT_WORDS[rules.seatIncreases]}</Description>
        <Description term="Fewer seats">{CONSENT_WORDS[rules.seatDecreases]}</Description>
        <Description term="Your system is asked">{rules.decisionUrl === null ? "No: the rules alone decide" : <span className="font-mono text-[0.8125rem] break-all">{rules.decisionUrl}</span>}</Description>
        {rules.decisionUrl === null ? null : <Description term="If it does not answer">{CONSENT_WORDS[rules.whenSilent]} after 6 seconds</Description>}
      </DescriptionList>
      {rules.decisionUrl !== null && !hasSigningSecret ? <NoSigningSecret /> : null}
      <Table caption="Rules of each plan" captionHidden regionClassName="rounded-md border">
        <TableHead>
          <TableRow>
            <TableHeading>Plan</TableHeading>
            <TableHeading>Level</TableHeading>
            <TableHeading>Customers may change to</TableHeading>
            <TableHeading>Seats</TableHeading>
          </TableRow>
        </TableHead>
        <TableBody>
          {rules.plans.map((plan) => (
            <TableRow key={plan.planId}>
              <TableRowHeading>{nameOf(plan.planId)}</TableRowHeading>
              <TableCell className="tabular-nums">{plan.level ?? "None"}</TableCell>
              <TableCell>{plan.changesTo === null ? "Any other plan" : plan.changesTo.map(nameOf).join(" · ") || "No other plan"}</TableCell>
              <TableCell className="whitespace-nowrap tabular-nums">{seatWords(plan)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      <p className="text-sm text-muted-foreground">{rules.decisionUrl?.endsWith("?…") ? "An admin or an owner sees the whole address, and can change these rules." : "An admin or an owner can change these rules."}</p>
    </div>
  );
}

/** Questions go out signed, or not at all. */
export function NoSigningSecret(): ReactNode {
  return (
    <Alert tone="warning" title="Your system cannot be asked yet">
      Questions are signed, and this offer has no signing secret. Until one is made below, every change counts as not answered.
    </Alert>
  );
}

function seatWords({ perSeat, minSeats, maxSeats }: PlanRules): string {
  if (!perSeat) return "Flat rate";
  if (minSeats === null && maxSeats === null) return "Any number";
  if (minSeats === null) return `At most ${String(maxSeats)}`;
  return maxSeats === null ? `At least ${minSeats}` : `${minSeats} to ${maxSeats}`;
}
