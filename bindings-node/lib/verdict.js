'use strict';

// What a text of SQL would destroy. The core decides; here its answer is unpacked.

const { internal, wrongQuestion } = require('./errors.js');
const { native } = require('./core.js');

// The order of the packed integer, which the core documents and a test compares.
const CLASSES = ['read', 'session', 'write', 'schema_change', 'mass_write', 'unknown', 'destructive'];
const TIERS = ['allow', 'approval', 'banned'];
const BOUNDS = [null, 'nothing', 'filter', 'limit', 'values'];

/** The core's numbers of the dialects, by the names that were asked for. */
const NUMBERS = new Map();

/** The verdict on a text: that of its worst statement. All but `bits` is made when asked for. */
class SqlVerdict {
  #text;
  #dialect;
  #statements;

  constructor(bits, text, dialect) {
    this.bits = bits;
    this.#text = text;
    this.#dialect = dialect;
  }

  get class() {
    return CLASSES[this.bits & 7];
  }

  get tier() {
    return TIERS[(this.bits >> 3) & 3];
  }

  /** The tier under the strict rule book. */
  get strictTier() {
    return TIERS[(this.bits >> 5) & 3];
  }

  /** What bounds the rows that it writes; null where it writes to no rows. */
  get boundedBy() {
    return BOUNDS[this.bits >> 7];
  }

  /** Every statement, with what it names and why it is judged so. */
  get statements() {
    const call = typeof this.#text === 'string' ? native.statements : native.statementsOfBytes;
    return (this.#statements ??= unpacked(told(call, this.#text, this.#dialect)));
  }

  /** The statements, in the shape of `notprod sql --format jsonl`. */
  toJSON() {
    return this.statements;
  }

  toString() {
    return `${this.class}, ${this.tier}`;
  }
}

/** The core's words, by the numbers that this thread was given for them. */
const WORDS = [];

/** What is being unpacked, and how far: variables of the module are faster than those of a closure. */
let packed = '';
let at = 0;

/** The statements, as the native part packs them into a text. */
function unpacked(text) {
  packed = text;
  at = 0;
  const all = [];
  for (let left = number(); left > 0; left -= 1) {
    const statement = {
      index: all.length, class: word(), tier: word(), operation: word(), objects: [], bounded_by: word(), reason: word(),
      start: number(), end: number(), line: number(),
    };
    for (let names = number(); names > 0; names -= 1) {
      const length = number();
      statement.objects.push(packed.slice(at, (at += length)));
    }
    all.push(statement);
  }
  packed = '';
  return all;
}

function number() {
  const first = packed.charCodeAt(at++);
  if (first < 64) return first;
  let value = first & 63;
  for (let scale = 64; ; scale *= 64) {
    const unit = packed.charCodeAt(at++);
    value += (unit & 63) * scale;
    if (!(unit >= 64)) return value;
  }
}

function word() {
  const which = number();
  return WORDS[which] ?? (which === 0 ? null : (WORDS[which] = native.word(which)));
}

/**
 * What a text of SQL does: text, or the bytes of its UTF-8.
 *
 * @throws {NotprodError} the dialect is none, or the text is no text
 */
function classify(sql, dialect) {
  const number = NUMBERS.get(dialect) ?? numbered(dialect);
  if (typeof sql === 'string') return new SqlVerdict(told(native.classify, sql, number), sql, number);
  if (!(ArrayBuffer.isView(sql) && sql.BYTES_PER_ELEMENT === 1)) {
    throw wrongQuestion('the statements are neither text nor bytes');
  }
  // A copy, for whoever writes to the bytes before asking for the statements.
  const bytes = new Uint8Array(sql);
  return new SqlVerdict(told(native.classifyBytes, bytes, number), bytes, number);
}

function numbered(dialect) {
  if (typeof dialect !== 'string') throw wrongQuestion('the dialect is no text');
  let number;
  try {
    number = native.dialect(dialect);
  } catch (error) {
    throw wrongQuestion(error?.code === 'InvalidArg' ? error.message : 'the dialect cannot be read');
  }
  // There are few spellings of few names, unless somebody makes them up.
  if (NUMBERS.size < 64) NUMBERS.set(dialect, number);
  return number;
}

/** The native answer. A failure of notprod itself is no verdict. */
function told(call, text, dialect) {
  try {
    return call(text, dialect);
  } catch {
    throw internal();
  }
}

module.exports = { BOUNDS, CLASSES, TIERS, SqlVerdict, classify };
