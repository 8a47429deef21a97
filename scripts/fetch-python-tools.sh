#!/usr/bin/env bash
# Fetches the readers of PDFs that the tests use from PyPI, in pinned versions, to FOLDER (build/python), which serves as PYTHONPATH.
# Where PyPI is not reached it says so and succeeds: the tests that need them are then skipped, not passed.
# usage: fetch-python-tools.sh [FOLDER]
set -euo pipefail
folder=${1:-build/python}
python=${PYTHON:-/usr/bin/python3}
# and what these need
packages=(pdfminer.six==20260107 pdfplumber==0.11.10 pypdf==7.1.1 pypdfium2==5.15.2 pymupdf==1.26.7
          cffi==2.1.1 charset-normalizer==3.5.3 cryptography==50.0.2 pillow==13.0.0 pycparser==3.12)

mkdir -p "$folder"
if [[ -f $folder/fetched && $(<"$folder/fetched") == "${packages[*]}" ]]; then
    exit 0
fi
if ! "$python" -m pip --version >/dev/null 2>&1; then
    echo "skipped: pip is not installed; tests with ${packages[*]} will be skipped" >&2
    exit 0
fi
options=(--quiet --no-deps --only-binary :all: --upgrade --retries 1 --root-user-action ignore)
if ! "$python" -m pip install "${options[@]}" --target "$folder" "${packages[@]}" >&2; then
    echo "skipped: PyPI cannot be reached; tests with ${packages[*]} will be skipped" >&2
    exit 0
fi
echo "${packages[*]}" > "$folder/fetched"
