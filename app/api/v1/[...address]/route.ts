import { NotFoundError } from "@/lib/kernel/errors";
import { renderError } from "@/lib/http/render-error";
import { requestIdOf } from "@/lib/http/request-id";

/** What is no call of the API is told to programs as everything else is: not in HTML. */
function unknown(request: Request): Response {
  return renderError(new NotFoundError("call of this API"), requestIdOf(request.headers));
}

export { unknown as GET, unknown as POST, unknown as PUT, unknown as PATCH, unknown as DELETE };
