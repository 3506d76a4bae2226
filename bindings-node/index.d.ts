/** `allow`: the run may start. `unproven`: nothing proves it. `refuse`: it must not start. */
export type Verdict = 'allow' | 'unproven' | 'refuse';

/** What runs the tests. */
export type Runner = 'pytest' | 'phpunit' | 'jest' | 'vitest' | 'mocha' | 'node';

/** Where a value came from. Which fields are there depends on the kind. */
export interface Source {
  readonly kind: string;
  readonly file?: string;
  /** Counted from one. */
  readonly line?: number;
  readonly variable?: string;
  readonly [field: string]: unknown;
}

/** One database that can be reached. */
export interface Target {
  readonly id: string;
  /** The place an application reads the address from, such as a variable. */
  readonly slot: string;
  readonly role: 'app' | 'test' | 'protected';
  readonly engine: string;
  readonly hosts: readonly string[];
  readonly ports: readonly number[];
  readonly socket: string | null;
  readonly database: string | null;
  readonly schema: string | null;
  readonly user: string | null;
  readonly verdict: Verdict;
  /** Where each part came from. */
  readonly sources: Readonly<Record<string, Source>>;
  /** Sources that lost. */
  readonly overridden: readonly Source[];
}

/** What a rule found, on one target or on the run. */
export interface Finding {
  /** The stable name, such as `listed-production`. */
  readonly rule: string;
  /** The stable code, such as `NP401`. */
  readonly code: string;
  readonly severity: 'note' | 'warning' | 'unproven' | 'refuse';
  /** The id of the target; null where the finding is on the run. */
  readonly target: string | null;
  readonly message: string;
  /** What mends it. */
  readonly help: string | null;
  readonly source: Source | null;
}

/** The report as `notprod.report/1`, the same in every language. */
export interface ReportJson {
  readonly schema: string;
  readonly verdict: Verdict;
  readonly root: string;
  readonly runner: Runner | null;
  readonly environment: Environment | null;
  readonly targets: readonly Target[];
  readonly findings: readonly Finding[];
  readonly files_read: readonly string[];
}

/** The environment that a variable names. */
export interface Environment {
  readonly name: string;
  readonly source: Source | null;
}

/** The whole answer. `String(report)` gives it for people. */
export class Report {
  private constructor();
  readonly verdict: Verdict;
  readonly root: string;
  readonly runner: Runner | null;
  readonly environment: Environment | null;
  readonly targets: readonly Target[];
  readonly findings: readonly Finding[];
  readonly filesRead: readonly string[];
  /** One line: what was judged, or that nothing was. */
  readonly summary: string;
  toJSON(): ReportJson;
  toString(): string;
}

/** Why a question could not be answered. */
export interface Failure {
  /** The stable code, such as `NP901`. */
  readonly code: string;
  /** The stable name, such as `policy-error`. */
  readonly name: string;
  /** One line. */
  readonly message: string;
  /** What mends it. */
  readonly help: string | null;
}

/** The run must not go on. `message` is the report for people. */
export class Refused extends Error {
  protected constructor();
  /** `NOTPROD_REFUSED`; of a `NotprodError` the code of its failure. */
  readonly code: string;
  /** The answer; undefined where there is none (`NotprodError`). */
  readonly report: Report | undefined;
}

/** The question could not be answered, so nothing is allowed. */
export class NotprodError extends Refused {
  readonly failure: Failure;
}

export interface GuardOptions {
  /** Judge this address alone. */
  url?: string | URL | null;
  /** The folder of the project; else the runner's own, else the working directory. */
  root?: string | URL | null;
  /** A dotenv file that must be there. It is judged over the environment, and then put into `process.env`. */
  load?: string | URL | null;
  /** One more `notprod.toml`, the nearest of all. */
  policy?: string | URL | null;
  /** Ask no server. */
  offline?: boolean | null;
}

export interface CheckOptions extends GuardOptions {
  /** What runs the tests; else the runner that runs this code, else each that the root configures. */
  runner?: Runner | null;
  /** Instead of `process.env`. */
  environment?: Readonly<Record<string, string | undefined>> | null;
}

/**
 * Would the tests of this project be safe here? Never stops on the answer, never writes.
 *
 * @throws {NotprodError} the question could not be answered
 */
export function check(options?: CheckOptions): Report;
export function check(url: string | URL, options?: CheckOptions): Report;

/**
 * Goes on where the tests would be safe, and throws where nothing proves it. To call it twice is to
 * call it once.
 *
 * @throws {Refused} the verdict is refuse or unproven
 * @throws {NotprodError} the question could not be answered
 */
export function guard(options?: GuardOptions): Report;
export function guard(url: string | URL, options?: GuardOptions): Report;

/** Whose rules a text of SQL is read by; other spellings such as `postgresql`, `mariadb`, `sqlite3` are known too. */
export type Dialect = 'postgres' | 'mysql' | 'sqlite';

/** What a statement does, from the worst to the best. */
export type StatementClass = 'destructive' | 'unknown' | 'mass_write' | 'schema_change' | 'write' | 'session' | 'read';

/** What a guard does about it. */
export type Tier = 'allow' | 'approval' | 'banned';

/** What bounds the rows that a statement writes; null where it writes to no rows. */
export type Bound = 'nothing' | 'filter' | 'limit' | 'values' | null;

/** One statement of a text, in the shape of `notprod sql --format jsonl`. */
export interface Statement {
  /** Its place in the text, from 0 on. */
  readonly index: number;
  readonly class: StatementClass;
  readonly tier: Tier;
  /** Such as `DROP TABLE`. */
  readonly operation: string;
  /** The names of what it acts on, as they are written. */
  readonly objects: readonly string[];
  readonly bounded_by: Bound;
  /** Why it is judged so, in words. */
  readonly reason: string;
  /** Its first byte in the UTF-8 of the text. */
  readonly start: number;
  /** One past its last byte. */
  readonly end: number;
  /** The line of its first byte, from 1 on. */
  readonly line: number;
}

/** The verdict on a text: that of its worst statement. All but `bits` is made when asked for. */
export class SqlVerdict {
  private constructor();
  /** Class in bits 0 to 2, tier in 3 and 4, strict tier in 5 and 6, bound in 7 to 9. */
  readonly bits: number;
  readonly class: StatementClass;
  readonly tier: Tier;
  /** The tier under the strict rule book. */
  readonly strictTier: Tier;
  readonly boundedBy: Bound;
  readonly statements: readonly Statement[];
  toJSON(): readonly Statement[];
  toString(): string;
}

/**
 * What a text of SQL would destroy: text, or the bytes of its UTF-8.
 *
 * @throws {NotprodError} the dialect is none, or the text is no text
 */
export function classify(sql: string | Uint8Array, dialect: Dialect | (string & {})): SqlVerdict;

/** The version of this package. */
export const version: string;

/** What every entry for a runner takes. */
export interface EntryOptions {
  /** A dotenv file, from the runner's root, that must be there; what `guard({ load })` does, at the start. */
  load?: string;
}
