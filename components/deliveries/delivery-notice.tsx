import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";

type Notice = readonly [tone: "success" | "info" | "warning", title: string, text: string];

const NOTICES: Readonly<Record<string, Notice>> = {
  resent: ["success", "It is sent again", "What comes of it shows here by itself."],
  waiting: ["info", "It waits to be sent already", "Its next attempt is made at once."],
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
  const count = /^resent-(\d{1,9})$/.exec(word ?? "")?.[1];
  if (count !== undefined) return <Told notice={count === "0" ? ["info", "There was nothing to send again", "What was given up belongs to activations that are over."] : ["success", count === "1" ? "1 message is sent again" : `${count} messages are sent again`, "What comes of it shows here by itself."]} />;
  const notice = word === undefined || !Object.hasOwn(NOTICES, word) ? undefined : NOTICES[word];
  return notice ? <Told notice={notice} /> : null;
}

function Told({ notice: [tone, title, text] }: { notice: Notice }): ReactNode {
  return <Alert tone={tone} role="status" title={title}>{text}</Alert>;
}
