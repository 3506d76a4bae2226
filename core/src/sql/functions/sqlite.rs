//! Functions of SQLite, by what a call does.

/// What reads, and changes nothing.
#[rustfmt::skip]
pub(super) const HARMLESS: &[&str] = &[
    "acosh", "any_value", "asinh", "atanh", "base64", "base85", "bit_and", "bit_or", "bit_xor",
    "bitxor", "bm25", "cbrt", "changes", "charindex", "cosh", "datetime", "day", "decimal_add",
    "decimal_cmp", "decimal_mul", "decimal_sub", "decimal_sum", "editdist3", "every",
    "fts5_decode", "fts5_source_id", "generate_series", "geopoly_area", "geopoly_bbox",
    "geopoly_blob", "geopoly_ccw", "geopoly_contains_point", "geopoly_group_bbox",
    "geopoly_json", "geopoly_overlap", "geopoly_regular", "geopoly_svg", "geopoly_within",
    "geopoly_xform", "glob", "greatest", "group_concat", "highlight", "ieee754", "iif",
    "isnull", "json", "json_array_length", "json_each", "json_error_position", "json_extract",
    "json_group_array", "json_group_object", "json_insert", "json_patch", "json_pretty",
    "json_quote", "json_remove", "json_replace", "json_set", "json_tree", "json_type",
    "json_valid", "jsonb", "jsonb_array", "jsonb_each", "jsonb_extract", "jsonb_group_array",
    "jsonb_group_object", "jsonb_insert", "jsonb_object", "jsonb_patch", "jsonb_remove",
    "jsonb_replace", "jsonb_set", "jsonb_tree", "julianday", "last_day", "last_insert_rowid",
    "least", "leftstr", "likelihood", "likely", "lower_quartile", "matchinfo", "md5", "median",
    "mode", "month", "notnull", "now", "octet_length", "offsets", "optimize", "padc", "padl",
    "padr", "percentile", "percentile_cont", "percentile_disc", "printf", "proper", "raise",
    "randomblob", "readfile", "regexp", "regexpi", "rightstr", "rtreecheck", "rtreedepth",
    "rtreenode", "sha1", "sha224", "sha256", "sha3", "sha384", "sha512", "sinh", "snippet",
    "spellfix1_scriptcode", "sqlite_compileoption_get", "sqlite_compileoption_used",
    "sqlite_log", "sqlite_offset", "sqlite_source_id", "sqlite_version", "stddev_pop",
    "stddev_samp", "stdev", "strfilter", "strftime", "string_agg", "subtype", "tanh",
    "timediff", "total", "total_changes", "typeof", "unhex", "unixepoch", "unlikely",
    "upper_quartile", "uuid", "uuid_blob", "uuid_str", "var_pop", "var_samp", "variance",
    "vector", "vector32", "vector64", "vector_distance_cos", "vector_extract", "year",
    "zeroblob",
];

/// What changes the connection.
#[rustfmt::skip]
pub(super) const SESSION: &[&str] = &[
    "sleep",
];

/// What writes a bounded thing.
#[rustfmt::skip]
pub(super) const WRITE: &[&str] = &[];

/// What loses data.
#[rustfmt::skip]
pub(super) const DESTRUCTIVE: &[&str] = &[];

/// What loads code, or writes files.
#[rustfmt::skip]
pub(super) const ESCAPES: &[&str] = &[
    "edit", "eval", "exec", "fts3_tokenizer", "load_extension", "shell", "system", "writefile",
];
