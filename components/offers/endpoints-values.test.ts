import { expect, test } from "vitest";
import { ENDPOINT_FIELDS, endpointValuesOfForm, endpointValuesOfRules } from "@/components/offers/endpoints-values";

test("the fields of what the publisher's systems are told come back as they were shown, and are empty where nothing was sent, or a file", () => {
  const values = endpointValuesOfRules({ activation: { mode: "endpoint", url: "https://a.example/x?y", deadlineMinutes: 5 }, logUrl: null });
  expect(values).toEqual({ mode: "endpoint", activationUrl: "https://a.example/x?y", deadlineMinutes: "5", logUrl: "" });
  const form = new FormData();
  for (const name of ENDPOINT_FIELDS) form.set(name, values[name]);
  expect(endpointValuesOfForm(form)).toEqual(values);
  form.set("logUrl", new File(["x"], "x"));
  expect(endpointValuesOfForm(form).logUrl).toBe("");
  expect(endpointValuesOfForm(new FormData())).toEqual({ mode: "", activationUrl: "", deadlineMinutes: "", logUrl: "" });
});
