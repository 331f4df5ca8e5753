import { expect, it } from "vitest";
import { harmOf, type Arrival, type Harm, type Outgoing } from "./crash-check";

const NONE: Harm = { untold: 0, lost: 0, undelivered: 0, outOfOrder: 0, invented: 0, unverified: 0, renamed: 0, deliveredTwice: 0, withoutTrace: 0 };
const message = (number: number, rest: Partial<Outgoing> = {}): Outgoing => ({ number, id: `m${number}`, subscriptionInfoId: "s", actionNumber: number, body: `body ${number}`, state: "delivered", attempts: [{ outcome: "delivered" }], ...rest });
const arrival = (number: number, arrivedAt: number, answeredAt: number | null, rest: Partial<Arrival> = {}): Arrival => ({ id: `msg_m${number}`, body: `body ${number}`, verified: true, arrivedAt, answeredAt, ...rest });
const again = [{ outcome: "lost" }, { outcome: "delivered" }];

it.each<[string, Outgoing[], Arrival[], Partial<Harm>]>([
  ["all went well", [message(1), message(2)], [arrival(1, 1, 2), arrival(2, 3, 4)], {}],
  ["one was cut off and came again, also late", [message(1, { attempts: again }), message(2)], [arrival(1, 1, 2), arrival(2, 3, 4), arrival(1, 5, 6)], {}],
  ["two subscriptions overlap", [message(1), message(2, { subscriptionInfoId: "t" })], [arrival(1, 1, 4), arrival(2, 2, 3)], {}],
  ["an action has no message", [message(1)], [arrival(1, 1, 2)], { untold: 1 }],
  ["one never arrived, which lets the next be early", [message(1), message(2)], [arrival(2, 1, 2)], { lost: 1, outOfOrder: 1 }],
  ["one was only turned away", [message(1), message(2, { state: "waiting", attempts: [{ outcome: "failed" }] })], [arrival(1, 1, 2), arrival(2, 3, null)], { lost: 1, undelivered: 1 }],
  ["the second did not wait for the first", [message(1), message(2)], [arrival(1, 1, 3), arrival(2, 2, 4)], { outOfOrder: 1 }],
  ["the second did not wait for the first that was turned away", [message(1, { attempts: again }), message(2)], [arrival(1, 1, null), arrival(2, 2, 3), arrival(1, 4, 5)], { outOfOrder: 1 }],
  ["a byte is different", [message(1), message(2)], [arrival(1, 1, 2), arrival(2, 3, 4, { body: "body 2 " })], { invented: 1 }],
  ["nobody wrote it", [message(1), message(2)], [arrival(1, 1, 2), arrival(2, 3, 4), arrival(3, 5, 6)], { invented: 1 }],
  ["a signature does not hold", [message(1), message(2)], [arrival(1, 1, 2), arrival(2, 3, 4, { verified: false })], { unverified: 1 }],
  ["a repeat has another id", [message(1), message(2), message(3, { body: "body 2" })], [arrival(1, 1, 2), arrival(2, 3, 4), arrival(3, 5, 6, { body: "body 2" })], { untold: -1, renamed: 1 }],
  ["two workers delivered it", [message(1), message(2, { attempts: [{ outcome: "delivered" }, { outcome: "delivered" }] })], [arrival(1, 1, 2), arrival(2, 3, 4), arrival(2, 3, 4)], { deliveredTwice: 1 }],
  ["an attempt was not written down", [message(1), message(2)], [arrival(1, 1, 2), arrival(2, 3, 4), arrival(2, 5, 6)], { withoutTrace: 1 }],
  ["an attempt has no end", [message(1), message(2, { attempts: [{ outcome: null }, { outcome: "delivered" }] })], [arrival(1, 1, 2), arrival(2, 3, 4)], { withoutTrace: 1 }],
])("%s", (_what, outgoing, arrivals, harm) => {
  expect(harmOf(outgoing, arrivals, 2)).toEqual({ ...NONE, ...harm });
});
