import { z } from "zod";
import { withoutQuery } from "../offers/change-rules";

const text = z.string().nullish().transform((value) => value ?? null);
const number = z.number().nullish().transform((value) => value ?? null);
const planAndSeats = z.object({ planId: text, quantity: number });

const factsSchema = z.object({
  action: z.string(),
  from: planAndSeats,
  to: planAndSeats,
  assignedSeats: number,
  requestSource: text,
  rules: z
    .object({
      decisionUrl: text,
      whenSilent: text,
      planUpgrades: text,
      planDowngrades: text,
      seatIncreases: text,
      seatDecreases: text,
      /** Decisions from before it was a rule have none. */
      overAssignment: text,
      plans: z.array(z.object({ planId: z.string(), level: number, changesTo: z.array(z.string()).nullish().transform((value) => value ?? null), minSeats: number, maxSeats: number })).catch([]),
    })
    .nullish()
    .transform((rules) => rules ?? null),
  publisher: z.object({ decision: text, isSilent: z.boolean().catch(false), words: text, milliseconds: number }).nullish().transform((publisher) => publisher ?? null),
});

/** What a change was decided from, as it is kept with the decision. */
export type DecisionFacts = z.infer<typeof factsSchema>;

/** null where there is nothing, or an older version wrote it otherwise. */
export function readDecisionFacts(stored: string | null): DecisionFacts | null {
  if (stored === null) return null;
  try {
    const facts = factsSchema.safeParse(JSON.parse(stored)).data ?? null;
    return facts?.rules?.decisionUrl ? { ...facts, rules: { ...facts.rules, decisionUrl: withoutQuery(facts.rules.decisionUrl) } } : facts;
  } catch {
    return null;
  }
}
