#!/bin/sh
# Gives Debian 12 a Rust that compiles for wasm32-unknown-unknown, for machines where rustup is not to be had.
# Debian ships rustc, cargo and the sources of the standard library, but not the library built for wasm32: it is
# built here once and put into rustc's own folder, so that a plain `cargo build --target wasm32-unknown-unknown`
# works afterwards. Run as root; a second run does nothing. Prints on its last lines what to export.
set -eu

target=wasm32-unknown-unknown
libdir=/usr/lib/rustlib/$target/lib
sources=/usr/lib/rustlib/src/rust/library

if ! [ -x /usr/bin/rustc ] || ! [ -x /usr/bin/cargo ] || ! [ -x /usr/bin/wasm-ld-22 ] || ! [ -d "$sources" ]; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get -o DPkg::Lock::Timeout=600 update -q >&2
  apt-get -o DPkg::Lock::Timeout=600 install -q -y --no-install-recommends rustc-web cargo-web rust-web-src lld-22 >&2
fi

# Named by the compiler that built it: a library of another version is of no use.
stamp=$libdir/built-by
if [ "$(cat "$stamp" 2>/dev/null || true)" != "$(/usr/bin/rustc --version)" ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  mkdir -p "$work/src" "$libdir"
  printf '[package]\nname = "seed"\nversion = "0.0.0"\nedition = "2021"\n[lib]\n' > "$work/Cargo.toml"
  : > "$work/src/lib.rs"
  (
    cd "$work"
    # -Zbuild-std is for nightly compilers unless RUSTC_BOOTSTRAP says that one knows.
    # The bitcode is what a skill built with lto links.
    RUSTFLAGS=-Cembed-bitcode=yes RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 CARGO_HOME="$work/home" CARGO_TARGET_DIR="$work/target" \
      /usr/bin/cargo build --release --offline --target $target -Zbuild-std=std,panic_abort \
      --config 'source.crates-io.replace-with="vendored"' \
      --config "source.vendored.directory=\"$sources/vendor\"" >&2
  )
  rm -f "$libdir"/*.rlib
  find "$work/target/$target/release" -name 'lib*.rlib' ! -name 'libseed*' -path '*/deps/*' -exec cp {} "$libdir/" \;
  /usr/bin/rustc --version > "$stamp"
fi

echo "export RUSTC=/usr/bin/rustc CARGO=/usr/bin/cargo"
echo "export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld-22"
