// @ts-check

/** What kept a command from its work, as one line that says what to do. `output` is what a program said about it. */
export class SetupError extends Error {
  /**
   * @param {string} message
   * @param {string} [output]
   */
  constructor(message, output = "") {
    super(message);
    this.name = "SetupError";
    this.output = output;
  }
}
