import { getRequestConfig } from "next-intl/server";
import english from "./en.json";

/** The texts of customers' pages. English is the first language; others are added here beside it. */
export default getRequestConfig(() => ({
  locale: "en",
  messages: english,
  timeZone: "UTC",
}));

declare module "use-intl" {
  interface AppConfig {
    Messages: typeof english;
    Locale: "en";
  }
}
