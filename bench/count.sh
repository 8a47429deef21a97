#!/bin/sh
# Counts the instructions of the demo's rendering under callgrind and holds them against bench/demo.count.
#
# usage: count.sh [--update]        with --update, the figure in the tree becomes the one that was counted
#
# The figure holds for Debian 12: its libraries and fonts are part of what is counted, and are named beside it.
set -eu
cd "$(dirname "$0")/.."
build=${BUILD:-build}
kept=${KEPT:-bench/demo.count}
# Percent of the kept figure that a rendering may cost.
most() {
    case $1 in
    xlsx) echo 115 ;;  # reading a package back, and the public functions of libxlsxwriter alone, are worth it
    *) echo 105 ;;
    esac
}
packages="libc6 libfreetype6 libharfbuzz0b libharfbuzz-subset0 libhpdf-2.3.0 libxlsxwriter4 libcjson1 libdeflate0 libunibreak1 fonts-noto-cjk"

count() {
    mkdir -p "$build/count"
    for kind in pdf xlsx; do
        env -i PATH="$PATH" HOME=/nonexistent LC_ALL=C.UTF-8 valgrind --tool=callgrind --callgrind-out-file="$build/count/$kind.out" \
            "$build/budgetpress" render examples/guangzhou-internet-court-2024.json -o "$build/count/demo.$kind" \
            2>"$build/count/$kind.log" || { cat "$build/count/$kind.log" >&2; exit 3; }
        echo "$kind $(sed -n 's/^==[0-9]*== Collected : //p' "$build/count/$kind.log")"
    done
}

versions() {
    # shellcheck disable=SC2086 # a list of words
    dpkg-query -W -f '# ${Package} ${Version}\n' $packages 2>/dev/null || true
}

counted=$(count)
if [ "${1:-}" = --update ]; then
    { echo "# Instructions of the demo's rendering, by make count-update; with:"; versions; echo "$counted"; } >"$kept"
    cat "$kept"
    exit
fi
failed=0
for kind in pdf xlsx; do
    now=$(echo "$counted" | sed -n "s/^$kind //p")
    then=$(sed -n "s/^$kind //p" "$kept")
    echo "$kind: $now instructions, $((now * 1000 / then - 1000)) thousandths more than the $then kept"
    [ $((now * 100)) -le $((then * $(most $kind))) ] || failed=1
done
if [ $failed = 1 ]; then
    echo "More than 5% (xlsx: 15%) above bench/demo.count. If that is the price of something wanted: make count-update." >&2
    [ "$(versions)" = "$(grep '^# [a-z0-9.-]* [0-9]' "$kept")" ] || echo "The libraries differ from those that the figure was taken with." >&2
    exit 1
fi
