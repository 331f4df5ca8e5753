import { useTranslations } from "next-intl";
import Form from "next/form";
import type { ReactNode } from "react";
import { Card, CardBody, CardFooter, CardHeader } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import type { SeatLimits } from "@/lib/subscriptions/own-changes/policy";

interface SeatFormProps {
  path: string;
  quantity: number;
  limits: SeatLimits;
  /** Seats that somebody has, or is invited to. */
  taken: number;
  /** Whether what was entered is no number of seats. */
  isBad: boolean;
}

/** How many seats there are to be; the next step says what that means. */
export function SeatForm({ path, quantity, limits: { min, max }, taken, isBad }: SeatFormProps): ReactNode {
  const t = useTranslations("changes.seats");
  return (
    <Card>
      <CardHeader title={t("title")} description={t("body", { seats: quantity, taken })} />
      <Form action={path} scroll={false}>
        <CardBody>
          <Field label={t("label")} hint={max === null ? t("from", { min }) : t("range", { min, max })} error={isBad ? t("bad") : undefined} required className="max-w-60">
            {(control) => <Input type="number" name="seats" inputMode="numeric" min={min} max={max ?? undefined} step={1} defaultValue={quantity} {...control} />}
          </Field>
        </CardBody>
        <CardFooter>
          <SubmitButton variant="outline" className="w-full sm:w-auto">{t("next")}</SubmitButton>
        </CardFooter>
      </Form>
    </Card>
  );
}
