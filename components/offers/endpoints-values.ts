import type { EndpointRules } from "@/lib/offers/endpoint-rules";

/** The fields of the form in which is set what the publisher's systems are told. */
export const ENDPOINT_FIELDS = ["mode", "activationUrl", "deadlineMinutes", "logUrl"] as const;
export type EndpointField = (typeof ENDPOINT_FIELDS)[number];

/** What stands in them. */
export type EndpointsValues = Readonly<Record<EndpointField, string>>;

/** The field in which a setting is entered that the document calls so. */
export const FIELD_OF_SETTING = { "activation.url": "activationUrl", "log.url": "logUrl" } as const satisfies Readonly<Record<string, EndpointField>>;

export function endpointValuesOfRules({ activation: { mode, url, deadlineMinutes }, logUrl }: EndpointRules): EndpointsValues {
  return { mode, activationUrl: url ?? "", deadlineMinutes: String(deadlineMinutes), logUrl: logUrl ?? "" };
}

/** What somebody has sent, whatever it is. */
export function endpointValuesOfForm(form: FormData): EndpointsValues {
  const text = (name: EndpointField): string => {
    const value = form.get(name);
    return typeof value === "string" ? value : "";
  };
  return { mode: text("mode"), activationUrl: text("activationUrl"), deadlineMinutes: text("deadlineMinutes"), logUrl: text("logUrl") };
}
