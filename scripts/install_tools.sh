#!/bin/sh
# Installs the browser and the LaTeX of the tests where this machine lets us, else says what is missing.
missing=""
command -v chromium >/dev/null || missing="$missing chromium"
command -v pdflatex >/dev/null || missing="$missing texlive-latex-base"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing$missing (once) ..."
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update && apt-get -qq -o Dpkg::Use-Pty=0 install -y --no-install-recommends $missing >/dev/null && exit 0
fi
echo "Missing on this machine:$missing; the tests that need it are skipped (on Debian: apt install$missing)."
