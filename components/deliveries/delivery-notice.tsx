import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";

type Notice = readonly [tone: "success" | "info" | "warning", title: string, text: string];

const NOTICES: Readonly<Record<string, Notice>> = {
  resent: ["success", "It is sent again", "What comes of it shows here by itself."],
  "resent-pause": ["success", "It is sent as soon as the endpoint is resumed", "Until then it waits, in its old place."],
  "resent-earlier": ["success", "It is sent as soon as the one before it has arrived", "Messages about one subscription go out one after another, and an earlier one still waits."],
  waiting: ["info", "It waits to be sent already", "Its next attempt is made at once."],
  "waiting-pause": ["info", "It waits to be sent already", "It is sent as soon as the endpoint is resumed."],
  "waiting-earlier": ["info", "It waits to be sent already", "It is sent as soon as the one before it has arrived."],
  withdrawn: ["warning", "It was not sent again", "It was withdrawn: it means nothing any more."],
  "no-address": ["warning", "It was not sent", "The endpoint has no address any more. Enter one on the offer's page first."],
  "token-gone": ["warning", "It was not sent again", "Its activation is finished or refused: the token that it carried is worth nothing any more. Where the subscription still waits, have it set up once more on its own page."],
  sent: ["success", "The test is on its way", "What comes of it shows here by itself."],
  "test-waiting": ["info", "A test is on its way already", "This is the one. Another can be sent when it is over."],
  "test-paused": ["warning", "No test was sent", "The endpoint is paused. Resume it first."],
  "test-no-address": ["warning", "No test was sent", "The endpoint has no address any more. Enter one on the offer's page first."],
  paused: ["success", "The endpoint is paused", "Messages wait, in their order, until somebody resumes it."],
  resumed: ["success", "The endpoint is resumed", "What waits is sent now, in its order."],
};

/** What came of a button on the page before; nothing for a word that is none of ours. */
export function DeliveryNotice({ word }: { word: string | undefined }): ReactNode {
  const [, count, pause] = /^resent-(\d{1,9})(-pause)?$/.exec(word ?? "") ?? [];
  if (count !== undefined) return <Told notice={resentNotice(Number(count), pause !== undefined)} />;
  const notice = word === undefined || !Object.hasOwn(NOTICES, word) ? undefined : NOTICES[word];
  return notice ? <Told notice={notice} /> : null;
}

function resentNotice(count: number, isPaused: boolean): Notice {
  if (count === 0) return ["info", "There was nothing to send again", "What was given up belongs to activations that are over."];
  const messages = count === 1 ? "1 message is" : `${count.toLocaleString("en")} messages are`;
  if (isPaused) return ["success", `${messages} sent as soon as the endpoint is resumed`, "Until then they wait, each in its old place."];
  return ["success", `${messages} sent again`, "What comes of it shows here by itself."];
}

function Told({ notice: [tone, title, text] }: { notice: Notice }): ReactNode {
  return <Alert tone={tone} role="status" title={title}>{text}</Alert>;
}
