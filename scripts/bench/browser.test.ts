import { expect, it } from "vitest";
import { formWith } from "./browser";

const HTML = `
  <form action="/other"><input type="hidden" name="a" value="1"><button>Cancel</button></form>
  <form action="" encType="multipart/form-data" method="POST"><input type="hidden" name="$ACTION_REF_1"/>
    <input type="hidden" name="$ACTION_1:0" value="{&quot;id&quot;:&quot;x&amp;y&quot;}"/><input name="typed" value="no"/><button>Sign in</button></form>`;

it.each([
  ["Cancel", { multipart: false, fields: [["a", "1"]] }],
  ["Sign in", { multipart: true, fields: [["$ACTION_REF_1", ""], ["$ACTION_1:0", '{"id":"x&y"}']] }],
  ["Activate", null],
])("finds the form with %s", (text, form) => {
  expect(formWith(HTML, text)).toEqual(form);
});
