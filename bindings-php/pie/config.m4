dnl PIE runs phpize, configure and make. The extension is built by cargo: this only calls it.

PHP_ARG_ENABLE([notprod], [whether to enable notprod], [AS_HELP_STRING([--enable-notprod], [Enable notprod])], [yes])

if test "$PHP_NOTPROD" != "no"; then
  AC_PATH_PROG([NOTPROD_CARGO], [cargo], [no])
  if test "$NOTPROD_CARGO" = "no"; then
    AC_MSG_ERROR([Rust with cargo is needed to build notprod: https://rustup.rs])
  fi
  NOTPROD_PHP_CONFIG=`command -v "${PHP_CONFIG:-php-config}"`
  NOTPROD_PHP=`$NOTPROD_PHP_CONFIG --php-binary`
  PHP_SUBST([NOTPROD_CARGO])
  PHP_SUBST([NOTPROD_PHP_CONFIG])
  PHP_SUBST([NOTPROD_PHP])
  PHP_ADD_BUILD_DIR([modules])
  PHP_ADD_MAKEFILE_FRAGMENT([$abs_srcdir/Makefile.frag], [$abs_srcdir], [$abs_builddir])
fi
