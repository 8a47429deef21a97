#!/bin/sh
# Tests count.sh itself: a program that does 4% more than was kept passes, one that does 8% more fails and says what to do.
set -eu
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# A program whose instructions are nearly all in a loop of so many turns.
build() {
    printf 'int main(void) { for (volatile long i = 0; i < %s; i++) ; return 0; }\n' "$1" | ${CC:-cc} -O1 -x c -o "$folder/budgetpress" -
}

count() {
    BUILD=$folder KEPT=$folder/kept bench/count.sh "$@" >"$folder/said" 2>&1
}

build 2000000
count --update
build 2080000
count || { cat "$folder/said"; echo "count_test.sh: 4% more was refused" >&2; exit 1; }
build 2160000
if count; then
    cat "$folder/said"
    echo "count_test.sh: 8% more was not noticed" >&2
    exit 1
fi
grep -q "make count-update" "$folder/said"
