//! Functions of MySQL and MariaDB, by what a call does.

/// What reads, and changes nothing.
#[rustfmt::skip]
pub(super) const HARMLESS: &[&str] = &[
    "adddate", "addtime", "aes_decrypt", "aes_encrypt", "analyse", "any_value", "area", "aria",
    "as_binary", "as_text", "as_wkb", "as_wkt", "asbinary", "ascii", "astext", "aswkb", "aswkt",
    "asymmetric", "bin", "bin_to_uuid", "binary", "bit_and", "bit_count", "bit_length",
    "bit_or", "bit_xor", "buffer", "can_access_column", "centroid", "char_length",
    "character_length", "charset", "chr", "coercibility", "collation", "column_add",
    "column_check", "column_create", "column_delete", "column_exists", "column_get",
    "column_json", "column_list", "columns", "compress", "connection_id", "contains", "conv", "convert",
    "convert_tz", "convexhull", "crc32", "crc32c", "crosses", "curdate", "current_role",
    "curtime", "database", "date_add", "date_format", "date_sub", "datediff", "datetime", "day",
    "dayname", "dayofmonth", "dayofweek", "dayofyear", "decode", "decode_histogram",
    "des_decrypt", "des_encrypt", "dimension", "disjoint", "div", "duplicate", "elt", "encode",
    "encrypt", "endpoint", "enum", "envelope", "equals", "export_set", "exteriorring",
    "extract", "extractvalue", "field", "find_in_set", "force", "found_rows", "from_base64",
    "from_days", "from_unixtime", "from_vector", "geometrycollection", "geometryn",
    "geometrytype", "geomfromtext", "geomfromwkb", "get_format", "glength", "greatest",
    "group_concat", "gtid_subset", "gtid_subtract", "hour", "icu_version", "inet6_aton",
    "inet6_ntoa", "inet_aton", "inet_ntoa", "insert", "interiorringn", "intersects",
    "is_free_lock", "is_ipv4", "is_ipv4_compat", "is_ipv4_mapped", "is_ipv6", "is_used_lock",
    "is_uuid", "isclosed", "isempty", "isnull", "isring", "issimple", "json_array_append",
    "json_array_insert", "json_array_intersect", "json_arrayagg", "json_compact",
    "json_contains", "json_contains_path", "json_depth", "json_detailed", "json_equals",
    "json_exists", "json_extract", "json_insert", "json_keys", "json_length", "json_loose",
    "json_merge", "json_merge_patch", "json_merge_preserve", "json_normalize",
    "json_object_filter_keys", "json_object_to_array", "json_objectagg", "json_overlaps",
    "json_pretty", "json_query", "json_quote", "json_remove", "json_replace",
    "json_schema_valid", "json_schema_validation_report", "json_search", "json_set",
    "json_storage_free", "json_storage_size", "json_table", "json_type", "json_unquote",
    "json_valid", "json_value", "kdf", "key_value", "last_day", "last_insert_id", "lastval",
    "lcase", "least", "lengthb", "linefromtext", "linestring", "linestringfromtext",
    "load_file", "locate", "make_set", "makedate", "maketime", "mbrcontains", "mbrcoveredby",
    "mbrcovers", "mbrdisjoint", "mbrequal", "mbrequals", "mbrintersects", "mbroverlaps",
    "mbrtouches", "mbrwithin", "md5", "median", "member", "microsecond", "mid", "minute",
    "mlinefromtext", "month", "monthname", "mpointfromtext", "mpolyfromtext", "multilinestring",
    "multipoint", "multipolygon", "name_const", "national", "natural_sort_key", "nchar",
    "nocache", "now", "number", "numgeometries", "numinteriorrings", "numpoints", "nvl", "nvl2",
    "oct", "octet_length", "of", "old_password", "ord", "overlaps", "password",
    "percentile_cont", "percentile_disc", "period_add", "period_diff", "point", "pointfromtext",
    "pointn", "polyfromtext", "polygon", "position", "procedure", "ps_current_thread_id",
    "ps_thread_id", "quarter", "rand", "random_bytes", "regexp", "regexp_instr", "regexp_like",
    "regexp_replace", "regexp_substr", "rlike", "roles_graphml", "row_count", "schema",
    "sec_to_time", "second", "sformat", "sha", "sha1", "sha2", "sounds", "space", "srid",
    "st_area", "st_asbinary", "st_asewkb", "st_asewkt", "st_asgeojson", "st_asgml", "st_askml",
    "st_aslatlontext", "st_asmvt", "st_asmvtgeom", "st_assvg", "st_astext", "st_aswkb",
    "st_aswkt", "st_azimuth", "st_boundary", "st_buffer", "st_centroid", "st_closestpoint",
    "st_clusterdbscan", "st_clusterkmeans", "st_collect", "st_concavehull", "st_contains",
    "st_containsproperly", "st_convexhull", "st_coorddim", "st_coveredby", "st_covers",
    "st_crosses", "st_curvetoline", "st_dfullywithin", "st_difference", "st_dimension",
    "st_disjoint", "st_distance", "st_distance_sphere", "st_distancesphere",
    "st_distancespheroid", "st_dump", "st_dumppoints", "st_dumprings", "st_dwithin",
    "st_endpoint", "st_envelope", "st_equals", "st_expand", "st_extent", "st_exteriorring",
    "st_force2d", "st_force3d", "st_generatepoints", "st_geogfromtext", "st_geogfromwkb",
    "st_geographyfromtext", "st_geohash", "st_geomcollfromtext", "st_geometryfromtext",
    "st_geometryn", "st_geometrytype", "st_geomfromewkb", "st_geomfromewkt",
    "st_geomfromgeohash", "st_geomfromgeojson", "st_geomfromgml", "st_geomfromkml",
    "st_geomfromtext", "st_geomfromwkb", "st_hasarc", "st_hausdorffdistance", "st_hexagongrid",
    "st_interiorringn", "st_intersection", "st_intersects", "st_isclosed", "st_iscollection",
    "st_isempty", "st_isring", "st_issimple", "st_isvalid", "st_isvalidreason",
    "st_latfromgeohash", "st_latitude", "st_length", "st_lengthspheroid", "st_linefromtext",
    "st_lineinterpolatepoint", "st_linelocatepoint", "st_linemerge", "st_linesubstring",
    "st_locatealong", "st_longfromgeohash", "st_longitude", "st_m", "st_makeenvelope",
    "st_makeline", "st_makepoint", "st_makepointm", "st_makepolygon", "st_makevalid",
    "st_maxdistance", "st_multi", "st_multilinestringfromtext", "st_multipointfromtext",
    "st_multipolygonfromtext", "st_ndims", "st_node", "st_npoints", "st_nrings",
    "st_numgeometries", "st_numinteriorring", "st_numinteriorrings", "st_numpoints",
    "st_orderingequals", "st_overlaps", "st_perimeter", "st_point", "st_pointfromgeohash",
    "st_pointfromtext", "st_pointfromwkb", "st_pointn", "st_pointonsurface", "st_polyfromtext",
    "st_polygon", "st_polygonfromtext", "st_polygonize", "st_project", "st_relate",
    "st_reverse", "st_rotate", "st_scale", "st_segmentize", "st_setpoint", "st_setsrid",
    "st_shortestline", "st_simplify", "st_simplifypreservetopology", "st_snap", "st_snaptogrid",
    "st_split", "st_squaregrid", "st_srid", "st_startpoint", "st_subdivide", "st_swapxy",
    "st_symdifference", "st_tileenvelope", "st_touches", "st_transform", "st_translate",
    "st_unaryunion", "st_union", "st_validate", "st_voronoilines", "st_voronoipolygons",
    "st_within", "st_wkbtosql", "st_wkttosql", "st_x", "st_xmax", "st_xmin", "st_y", "st_ymax",
    "st_ymin", "st_z", "st_zmax", "st_zmin", "startpoint", "statement_digest",
    "statement_digest_text", "std", "stddev", "stddev_pop", "stddev_samp", "str_to_date",
    "strcmp", "string_to_vector", "subdate", "subpartition", "substring_index", "subtime",
    "sys_guid", "sysdate", "system_user", "time_format", "time_to_sec", "timediff",
    "timestampadd", "timestampdiff", "to_base64", "to_char", "to_date", "to_days", "to_number",
    "to_seconds", "to_vector", "touches", "truncate", "ucase", "uncompress",
    "uncompressed_length", "unhex", "unix_timestamp", "updatexml", "use", "user", "utc_date",
    "utc_time", "utc_timestamp", "uuid", "uuid_short", "uuid_to_bin", "uuid_v4", "uuid_v7",
    "validate_password_strength", "var_pop", "var_samp", "varchar2", "variance", "vec_distance",
    "vec_distance_cosine", "vec_distance_euclidean", "vec_fromtext", "vec_totext", "vector_dim",
    "vector_to_string", "week", "weekday", "weekofyear", "weight_string", "x", "y", "year",
    "yearweek",
];

/// What changes the session.
#[rustfmt::skip]
pub(super) const SESSION: &[&str] = &[
    "benchmark", "get_lock", "kill", "master_gtid_wait", "master_pos_wait", "release_all_locks",
    "release_lock", "sleep", "source_pos_wait", "wait_for_executed_gtid_set",
    "wait_until_sql_thread_after_gtids",
];

/// What moves a counter.
#[rustfmt::skip]
pub(super) const WRITE: &[&str] = &[
    "nextval", "setval",
];

/// What loses data.
#[rustfmt::skip]
pub(super) const DESTRUCTIVE: &[&str] = &[];

/// What runs programs of the server.
#[rustfmt::skip]
pub(super) const ESCAPES: &[&str] = &[
    "http_get", "http_post", "lib_mysqludf_sys_info", "sys_eval", "sys_exec", "sys_set",
];
