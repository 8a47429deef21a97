#!/usr/bin/env bash
# Installs the Debian packages that a task needs and that are missing; says which and why first.
# usage: install-deps.sh build|fonts|test|bench|lint...
set -euo pipefail

declare -A why=(
    [build]="compiler, make and the libraries that budgetpress is built on"
    [fonts]="Noto Serif CJK SC and Noto Sans CJK SC, the default fonts"
    [test]="unit tests, and independent readers of what is written: poppler, mupdf, qpdf, openpyxl, LibreOffice"
    [bench]="the programs that show what the libraries need by themselves"
    [conformance]="Java for the validator veraPDF, and Maven, which fetches it"
    [fuzz]="clang with libFuzzer and the sanitizers, AFL++"
    [lint]="a second compiler and static checks"
)
declare -A packages=(
    [build]="gcc libc6-dev make pkg-config libhpdf-dev libxlsxwriter-dev libfreetype-dev libharfbuzz-dev libcjson-dev
             libdeflate-dev libunibreak-dev nettle-dev libutf8proc-dev gettext libexpat1-dev libzip-dev libpoppler-glib-dev
             libseccomp-dev libqpdf-dev"
    [fonts]="fonts-noto-cjk"
    [test]="libcmocka-dev g++ man-db python3 python3-pytest python3-pytest-xdist python3-jsonschema python3-openpyxl python3-freetype python3-numpy
            python3-pil poppler-utils mupdf-tools qpdf valgrind libreoffice-calc-nogui fonts-arphic-uming
            fonts-wqy-microhei fonts-droid-fallback fonts-hanazono fonts-babelstone-han fonts-noto-core fonts-symbola python3-fonttools
            parallel munge slurmctld slurmd slurm-client procps strace python3-yaml python3-pip"
    [bench]="python3 zlib1g-dev valgrind qpdf poppler-utils"
    [conformance]="default-jre-headless maven qpdf"
    [fuzz]="clang libclang-rt-14-dev llvm-14 afl++"
    [lint]="clang clang-format cppcheck shellcheck gettext"
)

missing=()
for task in "$@"; do
    [[ -v packages[$task] ]] || { echo "install-deps.sh: unknown task $task" >&2; exit 2; }
    lacking=()
    for package in ${packages[$task]}; do
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || lacking+=("$package")
    done
    if ((${#lacking[@]})); then
        echo "To install for $task (${why[$task]}): ${lacking[*]}"
        missing+=("${lacking[@]}")
    fi
done
((${#missing[@]})) || exit 0

sudo=()
if ((EUID)); then
    command -v sudo >/dev/null || { echo "Not root and no sudo: install them as root, then run again." >&2; exit 3; }
    sudo=(sudo)
fi
"${sudo[@]}" apt-get update -qq
"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
