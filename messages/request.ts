import { getRequestConfig } from "next-intl/server";
import english from "./en.json";
import faults from "./faults/en.json";

/** What an error page says is a file of its own: those pages run in the browser, which need not load everything else. */
const messages = { ...english, faults };

/** The texts of customers' pages. English is the first language; others are added here beside it. */
export default getRequestConfig(() => ({
  locale: "en",
  messages,
  timeZone: "UTC",
}));

declare module "use-intl" {
  interface AppConfig {
    Messages: typeof messages;
    Locale: "en";
  }
}
