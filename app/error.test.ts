import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import ErrorPage from "@/app/error";
import { TooManyRequestsError } from "@/lib/kernel/errors";
import texts from "@/messages/faults/en.json";

it.each(Object.entries(texts))("shows “%s” as it stands: the pages of faults fill nothing in", (_name, text) => {
  expect(text).toMatch(/^[^{}<>]+$/);
});

it.each<[string, Error & { digest?: string }, string, string]>([
  ["what a limit has refused", Object.assign(new Error("of nobody else"), { digest: new TooManyRequestsError(7, "Too much.").digest }), texts.tooOftenTitle, texts.tooOftenTodo],
  ["what the server has thrown", Object.assign(new Error("of nobody else"), { digest: "1234" }), texts.title, texts.body],
  ["a server that does not answer", new Error("of nobody else"), texts.title, texts.unreachable],
])("says of %s what it is", (_, error, title, words) => {
  const html = renderToStaticMarkup(createElement(ErrorPage, { error, reset: () => undefined })).replaceAll("&#x27;", "'");
  expect(html).toContain(title);
  expect(html).toContain(words);
  expect(html).not.toContain("of nobody else");
});
