'use strict';

// Made in JavaScript, in the realm of whoever loads this file: in Jest, whose tests run in a realm of
// their own, a native error is no `instanceof Error`.

// Private: runners print every field of an error that they find, and the message has it all.

/** The run must not go on. `message` is the report for people. */
class Refused extends Error {
  #report;

  /**
   * @param {string} text the report for people
   * @param {object} [report] the answer; none where there is no answer
   */
  constructor(text, report) {
    super(text.trimEnd());
    this.code = 'NOTPROD_REFUSED';
    this.#report = report;
  }

  get name() {
    return 'Refused';
  }

  get report() {
    return this.#report;
  }
}

/** The question could not be answered, so nothing is allowed. `failure` says why. */
class NotprodError extends Refused {
  #failure;

  /**
   * @param {{code: string, name: string, message: string, help?: string}} failure
   * @param {string} [text] the failure for people
   */
  constructor(failure, text) {
    super(text ?? written(failure));
    const { code, name, message, help } = failure;
    this.code = code;
    this.#failure = Object.freeze({ code, name, message, help: help ?? null });
  }

  get name() {
    return 'NotprodError';
  }

  get failure() {
    return this.#failure;
  }
}

/** The same lines that the core writes. */
function written({ code, message, help }) {
  const advice = help ? `\n  help: ${help}` : '';
  return `notprod: error[${code}] ${message}${advice}`;
}

/** An error about the question itself. */
function wrongQuestion(message, help) {
  return new NotprodError({ code: 'NP906', name: 'question-error', message, help });
}

/** An error of notprod itself. */
function internal(message = 'notprod itself failed, and what it cannot judge it refuses') {
  return new NotprodError({ code: 'NP999', name: 'internal-error', message });
}

module.exports = { NotprodError, Refused, internal, wrongQuestion };
