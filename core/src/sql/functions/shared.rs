//! Words before a parenthesis that are harmless in every dialect.

/// Keywords, types and functions of all three.
#[rustfmt::skip]
pub(super) const HARMLESS: &[&str] = &[
    "abs", "acos", "against", "all", "and", "any", "array", "as", "asin", "atan", "atan2",
    "avg", "between", "bigint", "bit", "blob", "boolean", "by", "cascade", "case", "cast",
    "ceil", "ceiling", "char", "character", "coalesce", "concat", "concat_ws", "conflict",
    "cos", "cot", "count", "cross", "cube", "cume_dist", "current_date", "current_time",
    "current_timestamp", "current_user", "date", "dec", "decimal", "default", "degrees",
    "dense_rank", "distinct", "do", "double", "else", "end", "escape", "except", "exists",
    "exp", "filter", "first_value", "float", "floor", "format", "from", "full", "group",
    "grouping", "groups", "having", "hex", "if", "ifnull", "ignore", "in", "index", "inner",
    "instr", "int", "integer", "intersect", "interval", "is", "join", "json_array",
    "json_object", "key", "lag", "last_value", "lateral", "lead", "left", "length", "like",
    "limit", "ln", "localtime", "localtimestamp", "log", "log10", "log2", "lower", "lpad",
    "ltrim", "match", "materialized", "max", "mediumint", "min", "mod", "natural", "not",
    "nth_value", "ntile", "null", "nullif", "nulls", "numeric", "nvarchar", "offset", "on",
    "only", "or", "order", "outer", "over", "partition", "percent_rank", "pi", "pow", "power",
    "primary", "quote", "radians", "random", "range", "rank", "real", "recursive", "references",
    "repeat", "replace", "return", "returning", "reverse", "right", "rollup", "round", "row",
    "row_number", "rows", "rpad", "rtrim", "select", "session_user", "set", "sets", "sign",
    "sin", "smallint", "some", "soundex", "sqrt", "substr", "substring", "sum", "tan", "text",
    "then", "time", "timestamp", "tinyint", "to", "trim", "trunc", "unicode", "union", "unique",
    "update", "upper", "using", "value", "values", "varbinary", "varchar", "varying", "version",
    "when", "where", "window", "with", "within", "xor",
];
