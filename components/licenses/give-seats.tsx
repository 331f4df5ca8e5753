import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Card, CardBody, CardHeader } from "@/components/ui/card";

interface GiveSeatsProps {
  give: (form: FormData) => Promise<void>;
  /** Chooses people, with the form's button. */
  children: ReactNode;
}

/** Seats for colleagues, chosen in the directory. */
export function GiveSeats({ give, children }: GiveSeatsProps): ReactNode {
  const t = useTranslations("licenses.give");
  return (
    <Card>
      <CardHeader title={t("title")} description={t("description")} />
      <CardBody>
        <form action={give}>{children}</form>
      </CardBody>
    </Card>
  );
}
