NOTPROD_TARGET = $(builddir)/target

all: modules/notprod.so

modules/notprod.so:
	mkdir -p modules
	PHP=$(NOTPROD_PHP) PHP_CONFIG=$(NOTPROD_PHP_CONFIG) CARGO_TARGET_DIR=$(NOTPROD_TARGET) \
		$(NOTPROD_CARGO) build --release --locked --manifest-path $(srcdir)/../../Cargo.toml -p notprod-php --features php
	cp $(NOTPROD_TARGET)/release/libnotprod_php.so modules/notprod.so

.PHONY: modules/notprod.so
