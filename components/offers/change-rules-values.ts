import type { ChangeRules } from "@/lib/offers/change-rules";

/** What stands in the fields of the form in which rules for changes are set. */
export interface ChangeRulesValues {
  readonly decisionUrl: string;
  readonly whenSilent: string;
  readonly planUpgrades: string;
  readonly planDowngrades: string;
  readonly seatIncreases: string;
  readonly seatDecreases: string;
  readonly plans: readonly PlanRulesValues[];
}

export interface PlanRulesValues {
  readonly planId: string;
  readonly level: string;
  /** null: all. */
  readonly changesTo: readonly string[] | null;
  readonly minSeats: string;
  readonly maxSeats: string;
}

/** How a field of the plan in that place is called; a problem with it has the same name. */
export function planField(index: number, name: "planId" | "level" | "anyTarget" | "changesTo" | "minSeats" | "maxSeats"): string {
  return `plans.${index}.${name}`;
}

export function valuesOfRules({ whenSilent, planUpgrades, planDowngrades, seatIncreases, seatDecreases, ...rules }: ChangeRules): ChangeRulesValues {
  const text = (value: number | null): string => (value === null ? "" : String(value));
  return {
    ...{ whenSilent, planUpgrades, planDowngrades, seatIncreases, seatDecreases },
    decisionUrl: rules.decisionUrl ?? "",
    plans: rules.plans.map(({ planId, level, changesTo, minSeats, maxSeats }) => ({ planId, level: text(level), changesTo, minSeats: text(minSeats), maxSeats: text(maxSeats) })),
  };
}

/** What somebody has sent, whatever it is. */
export function valuesOfForm(form: FormData): ChangeRulesValues {
  const text = (name: string): string => {
    const value = form.get(name);
    return typeof value === "string" ? value : "";
  };
  const plans: PlanRulesValues[] = [];
  while (form.has(planField(plans.length, "planId"))) {
    const field = (name: Parameters<typeof planField>[1]): string => planField(plans.length, name);
    plans.push({
      planId: text(field("planId")),
      level: text(field("level")),
      changesTo: form.has(field("anyTarget")) ? null : form.getAll(field("changesTo")).filter((value) => typeof value === "string"),
      minSeats: text(field("minSeats")),
      maxSeats: text(field("maxSeats")),
    });
  }
  const [decisionUrl, whenSilent] = [text("decisionUrl"), text("whenSilent")];
  return { decisionUrl, whenSilent, planUpgrades: text("planUpgrades"), planDowngrades: text("planDowngrades"), seatIncreases: text("seatIncreases"), seatDecreases: text("seatDecreases"), plans };
}
