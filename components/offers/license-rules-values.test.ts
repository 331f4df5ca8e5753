import { expect, test } from "vitest";
import { licenseValuesOfForm, licenseValuesOfRules, planLicenseField } from "@/components/offers/license-rules-values";

test("the fields of the rules for licenses come back as they were shown, and are empty where nothing was sent, or a file", () => {
  const values = licenseValuesOfRules({ overAssignment: "accept", plans: [{ planId: "basic", perSeat: false, licenses: null }, { planId: "team", perSeat: true, licenses: "first-come" }] });
  const form = new FormData();
  form.set("overAssignment", values.overAssignment);
  for (const [index, { planId, licenses }] of values.plans.entries()) {
    form.set(planLicenseField(index, "planId"), planId);
    form.set(planLicenseField(index, "licenses"), licenses);
  }
  expect(licenseValuesOfForm(form)).toEqual(values);
  form.set(planLicenseField(1, "licenses"), new File(["x"], "x"));
  expect(licenseValuesOfForm(form).plans[1]).toEqual({ planId: "team", licenses: "" });
  expect(licenseValuesOfForm(new FormData())).toEqual({ overAssignment: "", plans: [] });
});
