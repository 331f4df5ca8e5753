import { Argument, Command, InvalidArgumentError, Option } from "commander";
import { z } from "zod";
import { pauseEndpoint, resumeEndpoint } from "@/lib/actions/deliveries/pause";
import { findEndpointId, listDeliveries, type DeliveryLine } from "@/lib/actions/deliveries/queries";
import { resendDead, resendDelivery, type HeldUpBy } from "@/lib/actions/deliveries/resend";
import { DELIVERY_KINDS, DELIVERY_STATES, ENDPOINT_KINDS, type EndpointKind } from "@/lib/actions/deliveries/schema";
import { sendTestMessage } from "@/lib/actions/deliveries/test-message";
import { PortalError } from "@/lib/kernel/errors";
import { commandLineContext } from "./context";
import { answer } from "./run";

const listOptions = z.object({ state: z.enum(DELIVERY_STATES).optional(), kind: z.enum(DELIVERY_KINDS).optional(), search: z.string().default(""), cursor: z.string().optional(), limit: z.int() });
const endpointKind = z.enum(ENDPOINT_KINDS);

const WHY_NOT: Readonly<Record<"withdrawn" | "no-address" | "token-gone" | "paused", { readonly why: string; readonly todo: string }>> = {
  withdrawn: { why: "It was withdrawn: it means nothing any more.", todo: "There is nothing to do." },
  "no-address": { why: "The endpoint has no address any more.", todo: "Enter one on the offer's page, or in the offer document." },
  "token-gone": { why: "Its activation is finished or refused, and the token that it carried worth nothing any more.", todo: "Where the subscription still waits, have it set up once more on its page." },
  paused: { why: "The endpoint is paused.", todo: "Resume it first: deliveries resume OFFER KIND." },
};

const WHEN: Readonly<Record<HeldUpBy | "nothing", string>> = {
  nothing: "It is sent at once; later ones about its subscription wait until it has arrived or is given up.",
  pause: "It is sent as soon as the endpoint is resumed: deliveries resume OFFER KIND.",
  earlier: "It is sent as soon as the one before it about its subscription has arrived.",
};

export function deliveriesCommand(): Command {
  const deliveries = new Command("deliveries").description("Messages to the publishers' own systems.");
  deliveries
    .command("list")
    .description("Show messages, newest first.")
    .addOption(new Option("--state <state>", "only those in this state").choices([...DELIVERY_STATES]))
    .addOption(new Option("--kind <kind>", "only those of this kind").choices([...DELIVERY_KINDS]))
    .option("--search <id>", "only those about this subscription, or the one with this webhook-id")
    .option("--limit <number>", "at most so many, up to 200", asNumber, 50)
    .option("--cursor <cursor>", "go on where a list ended")
    .action(async (given: unknown) => {
      const { state = null, kind = null, ...asked } = listOptions.parse(given);
      const { items, nextCursor } = await listDeliveries(commandLineContext().scope, { ...asked, state, kind });
      const more = nextCursor === null ? [] : [`More: --cursor ${nextCursor}`];
      answer({ deliveries: items, nextCursor }, items.length + more.length === 0 ? ["There is none."] : [...items.map(line), ...more]);
    });
  deliveries
    .command("resend")
    .description("Send one message again, delivered or given up, under the webhook-id that it had.")
    .argument("<number>", "the message's number", asNumber)
    .action(async (number: number) => {
      const outcome = await resendDelivery(commandLineContext(), number);
      if (outcome.kind === "refused") throw notSent(outcome.reason);
      const { kind: result, heldUpBy } = outcome;
      answer({ number, result, heldUpBy }, [`${result === "waiting" ? "It waits already. " : ""}${WHEN[heldUpBy ?? "nothing"]}`]);
    });
  deliveries
    .command("resend-dead")
    .description("Send all messages again that were given up; with OFFER and KIND those to one endpoint.")
    .argument("[offerKey]", "whose endpoint")
    .addArgument(new Argument("[kind]", "which of its endpoints").choices([...ENDPOINT_KINDS]))
    .action(async (offerKey: string | undefined, kind: unknown) => {
      if (offerKey !== undefined && kind === undefined) throw new InvalidArgumentError(`Say which endpoint: ${ENDPOINT_KINDS.join(" or ")}.`);
      const ctx = commandLineContext();
      const which = offerKey === undefined ? ("all" as const) : { endpointId: await findEndpointId(ctx.scope, { offerKey, kind: endpointKind.parse(kind) }) };
      const { resent, paused } = await resendDead(ctx, which);
      const waiting = paused === 0 ? [] : [`Of these ${paused} wait until their endpoint is resumed: deliveries resume OFFER KIND.`];
      answer({ resent, paused }, resent === 0 ? ["There was nothing to send again."] : [`${resent} to be sent again.`, ...waiting]);
    });
  onEndpoint(deliveries, "pause", "Send nothing to an endpoint until it is resumed: messages wait, in their order.", async (endpoint) => {
    const paused = await pauseEndpoint(commandLineContext(), endpoint.id);
    answer({ ...endpoint, paused }, [paused ? "It is paused." : "It was paused already."]);
  });
  onEndpoint(deliveries, "resume", "Send messages to an endpoint again.", async (endpoint) => {
    const resumed = await resumeEndpoint(commandLineContext(), endpoint.id);
    answer({ ...endpoint, resumed }, [resumed ? "It is resumed: what waits is sent now." : "It was not paused."]);
  });
  onEndpoint(deliveries, "test", "Send a message that is about nothing, once; deliveries list --kind test shows what came of it.", async (endpoint) => {
    const outcome = await sendTestMessage(commandLineContext(), endpoint.id);
    if (outcome.kind === "refused") throw notSent(outcome.reason);
    const { kind: result, number } = outcome;
    answer({ ...endpoint, result, number }, [result === "sent" ? `Test ${number} is on its way.` : `Test ${number} is on its way already.`]);
  });
  return deliveries;
}

interface NamedEndpoint {
  readonly id: number;
  readonly offerKey: string;
  readonly kind: EndpointKind;
}

function onEndpoint(deliveries: Command, name: string, description: string, act: (endpoint: NamedEndpoint) => Promise<void>): void {
  deliveries
    .command(name)
    .description(description)
    .argument("<offerKey>", "whose endpoint")
    .addArgument(new Argument("<kind>", "which of its endpoints").choices([...ENDPOINT_KINDS]))
    .action(async (offerKey: string, given: unknown) => {
      const kind = endpointKind.parse(given);
      await act({ id: await findEndpointId(commandLineContext().scope, { offerKey, kind }), offerKey, kind });
    });
}

function notSent(reason: keyof typeof WHY_NOT): PortalError {
  return new PortalError("conflict", { what: "Nothing was sent.", ...WHY_NOT[reason] });
}

function line({ number, state, kind, subject, endpoint, attempts, createdAt, lastStatus, lastProblem }: DeliveryLine): string {
  const last = [lastStatus, lastProblem].filter((each) => each !== null).join(": ");
  return `${number}  ${state.padEnd(9)}  ${kind} ${subject}  to ${endpoint.offerKey} ${endpoint.kind}  attempts ${attempts}  since ${createdAt.toISOString()}${last ? `  ${last}` : ""}`;
}

function asNumber(value: string): number {
  const number = z.coerce.number().int().min(1).max(2 ** 31 - 1).safeParse(value);
  if (!number.success) throw new InvalidArgumentError("It is no whole number above 0.");
  return number.data;
}
