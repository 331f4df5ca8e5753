import type { KNOWN_ACTIONS } from "../read-call";
import { changePlan } from "./change-plan";
import { changeQuantity } from "./change-quantity";
import type { Handler } from "./handler";
import { reinstate } from "./reinstate";
import { renew } from "./renew";
import { subscribe } from "./subscribe";
import { suspend } from "./suspend";
import { unknown } from "./unknown";
import { unsubscribe } from "./unsubscribe";

const TABLE: Readonly<Record<(typeof KNOWN_ACTIONS)[number], Handler>> = {
  ChangePlan: changePlan,
  ChangeQuantity: changeQuantity,
  Reinstate: reinstate,
  Renew: renew,
  Suspend: suspend,
  Unsubscribe: unsubscribe,
  Subscribe: subscribe,
};

const HANDLERS: ReadonlyMap<string, Handler> = new Map(Object.entries(TABLE));

/** How an action is looked after; what is not known has its handler, too. */
export function handlerOf(action: string): Handler {
  return HANDLERS.get(action) ?? unknown;
}
